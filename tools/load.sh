#!/usr/bin/env bash
# What one machine holds: output/ behind nginx with docs/hosting/nginx.conf, on loopback, asked by wrk for a few
# seconds as calendar programs ask. Needs nginx, wrk, curl and openssl; writes nothing outside a temporary folder, and
# asks no other machine.
#
#     tools/load.sh [seconds for each run, 3 by default]
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin
seconds=${1:-3}
((seconds >= 1 && seconds <= 30)) || { echo "between 1 and 30 seconds" >&2; exit 2; }
work=$(mktemp --directory)
trap 'kill "$(cat "$work/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
cp -r output "$work/root"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null

# Any port that is free: nginx is asked to listen, and says if it cannot.
for port in 18080 18081 18082 18083; do
    cat >"$work/nginx.conf" <<CONF
$( ((EUID == 0)) && echo "user root;")
worker_processes auto;
pid $work/pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
    server {
        listen 127.0.0.1:$port;
        listen 127.0.0.1:$((port + 100)) ssl;
        ssl_certificate $work/cert.pem;
        ssl_certificate_key $work/key.pem;
        root $work/root;
        error_page 404 /404.html;
        include $PWD/docs/hosting/nginx.conf;
    }
}
CONF
    nginx -p "$work" -e "$work/error.log" -c "$work/nginx.conf" 2>/dev/null && break
    port=
done
[[ $port ]] || { cat "$work/error.log" >&2; exit 1; }
site=http://127.0.0.1:$port

# The mark that a program gets with the calendar, and sends when it looks again.
etag=$(curl --silent --dump-header - --output /dev/null --header "Accept-Encoding: gzip" "$site/calendar.ics" |
    sed -n 's/^ETag: \(.*\)\r$/\1/p')
[[ $etag ]]

run() { # what it is, then wrk's own options
    local said
    said=$(wrk --threads 1 --connections 32 --duration "${seconds}s" --header "Accept-Encoding: gzip" "${@:2}")
    awk -v what="$1" '/^Requests\/sec/ {rate = $2} /^ +Latency/ {latency = $2} /^Transfer\/sec/ {bytes = $2}
        /Non-2xx/ {bad = " (" $0 ")"} END {printf "%-34s %8d requests/s  %8s each  %10s/s%s\n", what, rate, latency, bytes, bad}' <<<"$said"
}

echo "$(nproc) processors, $(awk -F ': ' '/model name/ {print $2; exit}' /proc/cpuinfo), load $(cut -d ' ' -f 1 /proc/loadavg); nginx and wrk share them"
printf 'calendar.ics: %d octets, %d compressed\n' "$(stat --format %s output/calendar.ics)" "$(gzip --stdout output/calendar.ics | wc -c)"
run "calendar.ics, nothing changed" --header "If-None-Match: $etag" "$site/calendar.ics"
run "calendar.ics, new" "$site/calendar.ics"
run "atom.xml, new" "$site/atom.xml"
run "index.html, new" "$site/"
# A program that looks every hour opens a connection for it: mostly the handshake is what it costs.
run "the same, each by a new TLS" --header "If-None-Match: $etag" --header "Connection: close" \
    "https://127.0.0.1:$((port + 100))/calendar.ics"
