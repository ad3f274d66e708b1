"""Every request the simulator knows, with who answers it."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from connector.zimbra_simulator import account_names, accounts, auth, cos, domains, facts, gal, lists, search
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.message import ACCOUNT, ADMIN, Answer

Command: TypeAlias = Callable[[Call], Answer]

OPEN: Mapping[tuple[str, str], Command] = {
    (ADMIN, "AuthRequest"): auth.authenticate,
    (ACCOUNT, "AuthRequest"): auth.authenticate,
    (ADMIN, "PingRequest"): facts.ping,
}
"""Answered without a token."""

GUARDED: Mapping[tuple[str, str], Command] = {
    (ADMIN, name): command
    for name, command in {
        "AddAccountAliasRequest": account_names.add_alias,
        "AddDistributionListAliasRequest": lists.add_alias,
        "AddDistributionListMemberRequest": lists.add_members,
        "AutoCompleteGalRequest": gal.autocomplete,
        "ChangePrimaryEmailRequest": account_names.change_primary_email,
        "CheckPasswordStrengthRequest": accounts.check_password_strength,
        "CopyCosRequest": cos.copy,
        "CountAccountRequest": domains.count_accounts,
        "CreateAccountRequest": accounts.create_account,
        "CreateCalendarResourceRequest": accounts.create_resource,
        "CreateCosRequest": cos.create,
        "CreateDistributionListRequest": lists.create,
        "CreateDomainRequest": domains.create,
        "CreateGalSyncAccountRequest": gal.create_sync_account,
        "DeleteAccountRequest": accounts.delete_account,
        "DeleteCalendarResourceRequest": accounts.delete_resource,
        "DeleteCosRequest": cos.delete,
        "DeleteDistributionListRequest": lists.delete,
        "DeleteMailboxRequest": accounts.delete_mailbox,
        "FlushCacheRequest": facts.flush_cache,
        "GetAccountInfoRequest": facts.account_info,
        "GetAccountMembershipRequest": lists.membership,
        "GetAccountRequest": accounts.get_account,
        "GetAllAccountsRequest": search.get_all_accounts,
        "GetAllCosRequest": cos.get_all,
        "GetAllDomainsRequest": domains.get_all,
        "GetAllServersRequest": facts.servers,
        "GetCalendarResourceRequest": accounts.get_resource,
        "GetConfigRequest": facts.config,
        "GetCosRequest": cos.get,
        "GetDistributionListRequest": lists.get,
        "GetDomainRequest": domains.get,
        "GetQuotaUsageRequest": facts.quota_usage,
        "GetVersionInfoRequest": facts.version,
        "ModifyAccountRequest": accounts.modify_account,
        "ModifyCalendarResourceRequest": accounts.modify_resource,
        "ModifyCosRequest": cos.modify,
        "ModifyDistributionListRequest": lists.modify,
        "ModifyDomainRequest": domains.modify,
        "NoOpRequest": facts.no_op,
        "RemoveAccountAliasRequest": account_names.remove_alias,
        "RemoveDistributionListAliasRequest": lists.remove_alias,
        "RemoveDistributionListMemberRequest": lists.remove_members,
        "RenameAccountRequest": account_names.rename_account,
        "RenameCalendarResourceRequest": account_names.rename_resource,
        "RenameCosRequest": cos.rename,
        "RenameDistributionListRequest": lists.rename,
        "SearchDirectoryRequest": search.search_directory,
        "SearchGalRequest": gal.search,
        "SetPasswordRequest": accounts.set_password,
    }.items()
}
"""Answered to an admin."""
