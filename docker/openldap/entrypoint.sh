#!/bin/sh
# Start slapd in the container. LDAP_STATE is the volume; the settings of `prepare` hold as well.
#   LDAP_TLS_DIR       folder with server.crt, server.key, ca.crt (/tls); with them nothing goes unencrypted
#   LDAP_ALLOW_PLAIN   yes: start without certificates (a trial on one's own machine)
#   LDAP_LOG           what slapd logs: none, stats, … ; stats shows names and addresses
set -eu
umask 077
PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
state=${LDAP_STATE:-/var/lib/connector-openldap}
tls=${LDAP_TLS_DIR:-/tls}
ports='ldap://0.0.0.0:1389/ ldapi:///'

if [ -r "$tls/server.crt" ] && [ -r "$tls/server.key" ]; then
    export LDAP_TLS_CERTIFICATE="$tls/server.crt" LDAP_TLS_KEY="$tls/server.key"
    export LDAP_REQUIRE_TLS="${LDAP_REQUIRE_TLS:-yes}"
    if [ -r "$tls/ca.crt" ]; then export LDAP_TLS_CA="$tls/ca.crt"; fi
    ports="$ports ldaps://0.0.0.0:1636/"
elif [ "${LDAP_ALLOW_PLAIN:-no}" != yes ]; then
    echo "Thiếu chứng thư TLS: đặt server.crt và server.key vào $tls, hoặc LDAP_ALLOW_PLAIN=yes để chạy thử." >&2
    echo "No TLS certificate: put server.crt and server.key into $tls, or set LDAP_ALLOW_PLAIN=yes for a trial." >&2
    exit 1
fi

"$here/prepare" "$state"
exec slapd -d "${LDAP_LOG:-none}" -h "${LDAP_URLS:-$ports}" -f "$state/conf/slapd.conf"
