"""Answers against Zimbra's own XSDs, where they are at hand."""

import pytest

from tests.support.soap_talk import Heard, Talk, batch, faults_of_form, no_xsd

needs_xsd = pytest.mark.skipif(bool(no_xsd()), reason=no_xsd())
CHANGE = (
    '<ChangePrimaryEmailRequest><account by="id">{}</account><newName>d@example.vn</newName>'
    "</ChangePrimaryEmailRequest>"
)


def check(heard: Heard) -> None:
    """Assert that an answer is what the XSD says."""
    assert faults_of_form(heard.envelope) == [], heard.raw


@needs_xsd
def test_a_wrong_request_is_caught() -> None:
    """The validation that the other tests lean on does bite."""
    assert faults_of_form(Heard(200, {}, b'<CreateAccountRequest xmlns="urn:zimbraAdmin"/>').envelope)


@needs_xsd
def test_answers_have_the_shape_of_the_xsd(talk: Talk) -> None:
    """Each response that a provisioning client reads validates.

    AuthResponse is not among them: Zimbra really sends the lifetime first, its XSD says last. Nor is
    GetAccountMembershipResponse, whose `via` the XSD requires and Zimbra leaves out for direct lists.
    """
    account = talk.account("a@example.vn", displayName="Nguyễn Văn An")
    mail_list = talk.mail_list("all@example.vn", "a@example.vn")
    for body in (
        '<CreateAccountRequest name="b@example.vn"/>',
        f'<ModifyAccountRequest id="{account}"><a n="title">x</a></ModifyAccountRequest>',
        f'<AddAccountAliasRequest id="{account}" alias="x@example.vn"/>',
        f'<RenameAccountRequest id="{account}" newName="c@example.vn"/>',
        CHANGE.format(account),
        f'<GetAccountRequest><account by="id">{account}</account></GetAccountRequest>',
        f'<GetAccountInfoRequest><account by="id">{account}</account></GetAccountInfoRequest>',
        f'<SetPasswordRequest id="{account}" newPassword="x"><dryRun>0</dryRun></SetPasswordRequest>',
        '<CreateDistributionListRequest name="ban@example.vn"/>',
        f'<GetDistributionListRequest><dl by="id">{mail_list}</dl></GetDistributionListRequest>',
        f'<ModifyDistributionListRequest id="{mail_list}"><a n="description">x</a></ModifyDistributionListRequest>',
        f'<RenameDistributionListRequest id="{mail_list}" newName="so@example.vn"/>',
        "<CreateCosRequest><name>c</name></CreateCosRequest>",
        "<GetAllCosRequest/>",
        "<GetAllDomainsRequest/>",
        "<GetVersionInfoRequest/>",
        "<GetQuotaUsageRequest/>",
        '<CountAccountRequest><domain by="name">example.vn</domain></CountAccountRequest>',
        '<SearchGalRequest domain="example.vn" name="a"/>',
        f'<DeleteDistributionListRequest id="{mail_list}" cascadeDelete="0"/>',
        f'<DeleteAccountRequest id="{account}"/>',
        "<NoOpRequest/>",
    ):
        check(talk.done(body))
    for kind in ("accounts", "aliases", "distributionlists", "resources", "domains", "coses"):
        check(talk.done(f'<SearchDirectoryRequest query="" types="{kind}"/>'))


@needs_xsd
def test_faults_have_the_shape_zimbra_gives_them(talk: Talk) -> None:
    """Alone and in a batch, with and without arguments."""
    check(talk.ask('<CreateAccountRequest name="b@example.vn" password="-1"/>'))
    check(talk.send(batch('<DeleteAccountRequest id="x"/>', "<NoOpRequest/>")))
