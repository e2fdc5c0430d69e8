# A committed ledger that is older than the public one would take back what people have seen.
test -e output/ledger.json || { echo "output/ledger.json is not committed: build once by hand, with --first." >&2; exit 1; }
site=$(python -c 'import json; print(json.load(open("output/ledger.json"))["url"])')
live=$(mktemp -d)
code=$(curl --silent --show-error --location --max-time 60 --output "$live/ledger.json" --write-out '%{http_code}' "${site}ledger.json") || code=000
case $code in
200)
    told=0
    rencontres-feeds diff --against "$live/ledger.json" --json >"$live/told.json" || told=$?
    test "$told" -eq 0 || test "$told" -eq 4
    relation=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["against"]["relation"])' "$live/told.json")
    case $relation in
    later | parted)
        echo "What is public was built elsewhere, and not committed here. First: rencontres-feeds restore $site" >&2
        exit 1
        ;;
    esac
    ;;
404) echo "Nothing is public yet at $site" ;;
*)
    echo "$site does not tell what is public ($code). Run this job again when it answers." >&2
    exit 1
    ;;
esac
