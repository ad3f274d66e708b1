"""The wire: forms, statuses, headers, batches (A: the wire; the letters are explained in conftest.py)."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.soap_talk import Talk, admin, batch, envelope

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"


def test_a_reply_has_zimbras_headers_and_comes_in_chunks(talk: Talk) -> None:
    """Content type, cache control and transfer encoding are those of A Envelope."""
    heard = talk.ask("<NoOpRequest/>")
    assert heard.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert heard.headers["Cache-Control"] == "no-store, no-cache"
    assert heard.headers["Transfer-Encoding"] == "chunked"


def test_get_is_not_allowed(zimbra: ZimbraSimulator) -> None:
    """A GET gets 405 (A Envelope)."""
    connection = HTTPConnection(urlsplit(zimbra.url).netloc, timeout=10)
    connection.request("GET", urlsplit(zimbra.url).path)
    assert connection.getresponse().status == 405
    connection.close()


def test_another_path_is_not_found(talk: Talk) -> None:
    """A wrong URL gives an HTML page with 404, as any web server does (G wrong URL)."""
    heard = talk.post(envelope(admin("<NoOpRequest/>"), talk.token), path="/service/wrong/")
    assert (heard.status, heard.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_lone_fault_is_500_and_declares_its_namespace(talk: Talk) -> None:
    """The fault has the shape of Soap12Protocol: code, reason, detail with code and trace (A Fault structure)."""
    heard = talk.ask('<DeleteAccountRequest id="id-x"/>')
    assert heard.status == 500
    assert heard.code == "account.NO_SUCH_ACCOUNT"
    assert heard.find("//soap:Fault/soap:Code/soap:Value") == "soap:Sender"
    assert heard.find("//soap:Fault/soap:Reason/soap:Text") == "no such account: id-x"
    assert heard.find("//z:Error/z:Trace")
    assert b'<Error xmlns="urn:zimbra">' in heard.raw


def test_ldap_faults_blame_the_receiver(talk: Talk) -> None:
    """Receiver is no sign that trying again helps (A Fault structure)."""
    heard = talk.ask('<SearchDirectoryRequest query="(cn=*"/>')
    assert heard.code == "ldap.INVALID_SEARCH_FILTER"
    assert heard.find("//soap:Fault/soap:Code/soap:Value") == "soap:Receiver"


def test_soap_1_1_is_answered_in_soap_1_1(talk: Talk) -> None:
    """The reply uses the protocol of the request (A Envelope)."""
    raw = envelope(admin('<DeleteAccountRequest id="id-x"/>'), talk.token)
    heard = talk.post(raw.replace(b"http://www.w3.org/2003/05/soap-envelope", SOAP11.encode()))
    assert heard.status == 500
    assert heard.envelope.tag == f"{{{SOAP11}}}Envelope"
    assert heard.find("//faultcode") == "soap:Client"
    assert heard.find("//detail/z:Error/z:Code") == "account.NO_SUCH_ACCOUNT"


@pytest.mark.parametrize("before", [b" ", b"\xef\xbb\xbf", b"\n"], ids=["space", "BOM", "newline"])
def test_anything_before_the_first_bracket_is_taken_for_json(talk: Talk, before: bytes) -> None:
    """Only the first byte tells the format, and parse errors of JSON come in JSON (A Envelope, A JSON)."""
    heard = talk.post(before + envelope(admin("<NoOpRequest/>"), talk.token))
    assert heard.status == 500
    fault = json.loads(heard.raw)["Body"]["Fault"]
    assert fault["Detail"]["Error"]["Code"] == "service.PARSE_ERROR"


@pytest.mark.parametrize(
    "raw",
    [
        envelope(admin("<NoOpRequest/>"))[:-5],
        envelope('<NoOpRequest xmlns="urn:zimbraAdmin">&#11;</NoOpRequest>'),
        b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + envelope(admin("<NoOpRequest/>")),
        b"<x/>",
    ],
    ids=["cut off", "control character", "DTD", "no envelope"],
)
def test_what_cannot_be_read_is_a_parse_error(talk: Talk, raw: bytes) -> None:
    """Ill-formed XML, characters XML 1.0 forbids, and DTDs are refused (A Attribute vs child element)."""
    assert talk.post(raw).code == "service.PARSE_ERROR"


def test_an_oversized_request_is_invalid(talk: Talk) -> None:
    """More than zimbraSoapRequestMaxSize is `service.INVALID_REQUEST` (A BatchRequest)."""
    raw = envelope(admin("<NoOpRequest/>"), talk.token)
    heard = talk.post(raw + b" " * (15_360_001 - len(raw)))
    assert heard.code == "service.INVALID_REQUEST"


def test_an_unknown_request_is_an_unknown_document(talk: Talk) -> None:
    """AssignCos does not exist (B), and a wrong namespace is as good as a wrong name (A classes of faults)."""
    assert talk.ask("<AssignCosRequest/>", valid=False).code == "service.UNKNOWN_DOCUMENT"
    heard = talk.send('<NoOpRequest xmlns="urn:zimbraMail"/>', valid=False)
    assert heard.code == "service.UNKNOWN_DOCUMENT"


@pytest.mark.parametrize(("word", "code"), [("TRUE", None), ("0", None), ("yes", "service.INVALID_REQUEST")])
def test_booleans_are_read_in_four_words(talk: Talk, word: str, code: str | None) -> None:
    """1, 0, true and false in any case, nothing else (A Attribute vs child element)."""
    assert talk.ask(f'<SearchDirectoryRequest query="" applyCos="{word}"/>', valid=False).code == code


def test_a_batch_keeps_order_and_numbers_its_answers(talk: Talk) -> None:
    """Answers come in order with their requestId; a batch of faults is HTTP 200 (A BatchRequest)."""
    heard = talk.send(
        batch(
            '<CreateAccountRequest name="a@example.vn"/>',
            '<DeleteAccountRequest id="id-x"/>',
            '<CreateAccountRequest name="a@example.vn"/>',
            '<GetAccountRequest><account by="name">a@example.vn</account></GetAccountRequest>',
        )
    )
    assert heard.status == 200
    assert heard.all("//z:BatchResponse/*/@requestId") == ["1", "2", "3", "4"]
    assert heard.codes == ["account.NO_SUCH_ACCOUNT", "account.ACCOUNT_EXISTS"]
    assert heard.all("//z:BatchResponse/a:GetAccountResponse/a:account/@name") == ["a@example.vn"]
    assert b'<Error xmlns="urn:zimbra">' not in heard.raw, "Error inherits its namespace from BatchResponse"


@pytest.mark.parametrize("onerror", ["stop", "ignore"])
def test_a_batch_that_stops_ends_with_its_first_fault(
    zimbra: ZimbraSimulator, talk: Talk, onerror: str
) -> None:
    """Any onerror but "continue" stops; what comes after is absent and not done (A BatchRequest)."""
    heard = talk.send(
        batch(
            '<CreateAccountRequest name="a@example.vn"/>',
            '<DeleteAccountRequest id="id-x"/>',
            '<CreateAccountRequest name="b@example.vn"/>',
            onerror=onerror,
        ),
        valid=onerror == "stop",
    )
    assert heard.all("//z:BatchResponse/*/@requestId") == ["1", "2"]
    assert zimbra.state.at("a@example.vn") is not None
    assert zimbra.state.at("b@example.vn") is None


def test_json_is_spoken_as_well(talk: Talk) -> None:
    """Attributes, `_content` and `_attrs` are read; `a` comes back as a list (A JSON)."""
    request = {
        "Header": {"context": {"_jsns": "urn:zimbra", "authToken": {"_content": talk.token}}},
        "Body": {
            "CreateAccountRequest": {
                "_jsns": "urn:zimbraAdmin",
                "name": "a@example.vn",
                "_attrs": {"sn": "Nguyễn", "description": ["một", "hai"]},
            }
        },
    }
    heard = talk.post(json.dumps(request).encode())
    assert heard.headers["Content-Type"] == "text/javascript; charset=utf-8"
    (account,) = json.loads(heard.raw)["Body"]["CreateAccountResponse"]["account"]
    assert {"n": "sn", "_content": "Nguyễn"} in account["a"]
    assert [each["_content"] for each in account["a"] if each["n"] == "description"] == ["một", "hai"]


def test_in_json_an_attribute_is_no_element(talk: Talk) -> None:
    """`"name":"c"` fails for CreateCos, `{"_content":"c"}` works (A Attribute vs child element)."""
    header = {"context": {"_jsns": "urn:zimbra", "authToken": {"_content": talk.token}}}
    outcomes = []
    for name in ("c", {"_content": "c"}):
        body = {"CreateCosRequest": {"_jsns": "urn:zimbraAdmin", "name": name}}
        heard = talk.post(json.dumps({"Header": header, "Body": body}).encode())
        outcomes.append(heard.status)
    assert outcomes == [500, 200]


def test_in_json_a_batch_loses_its_order(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Requests are grouped by name: both creations run before the deletion that stood between (A JSON)."""
    wanted = {
        "_jsns": "urn:zimbra",
        "onerror": "stop",
        "CreateAccountRequest": [
            {"_jsns": "urn:zimbraAdmin", "requestId": "1", "name": "a@example.vn"},
            {"_jsns": "urn:zimbraAdmin", "requestId": "3", "name": "b@example.vn"},
        ],
        "DeleteAccountRequest": {"_jsns": "urn:zimbraAdmin", "requestId": "2", "id": "id-x"},
    }
    header = {"context": {"_jsns": "urn:zimbra", "authToken": {"_content": talk.token}}}
    heard = talk.post(json.dumps({"Header": header, "Body": {"BatchRequest": wanted}}).encode())
    answered = json.loads(heard.raw)["Body"]["BatchResponse"]
    assert [each["requestId"] for each in answered["CreateAccountResponse"]] == ["1", "3"]
    assert answered["Fault"][0]["requestId"] == "2"
    assert zimbra.state.at("b@example.vn") is not None


def test_the_form_of_the_reply_can_be_asked_for(talk: Talk) -> None:
    """`<format type="js"/>` gives JSON to a request in XML (A Envelope)."""
    heard = talk.ask("<NoOpRequest/>", context='<format type="js"/>')
    assert json.loads(heard.raw)["Body"]["NoOpResponse"]["_jsns"] == "urn:zimbraAdmin"


def test_another_server_is_unknown(talk: Talk) -> None:
    """A targetServer that is not this one cannot be reached (A Envelope)."""
    heard = talk.ask("<NoOpRequest/>", context="<targetServer>id-x</targetServer>")
    assert heard.code == "account.NO_SUCH_SERVER"


def test_illegal_characters_are_shown_as_question_marks(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """What reached the directory by another way cannot break a reply (A Attribute vs child element)."""
    talk.account("a@example.vn")
    (entry,) = [each for each in zimbra.state.of(Kind.ACCOUNT) if each.name == "a@example.vn"]
    zimbra.state.put(entry.having({"title": ("a\x0bb",)}))
    assert talk.get("a@example.vn").values("title") == ["a?b"]
