#!/usr/bin/env bash
# Adds up Surefire's reports in the folders given, and names every test that was skipped and why.
set -euo pipefail

reports=()
for folder in "$@"; do
    [ -d "$folder" ] && while IFS= read -r file; do reports+=("$file"); done < <(find "$folder" -name 'TEST-*.xml')
done
if [ "${#reports[@]}" = 0 ]; then
    echo "No test ran."
    exit 1
fi

awk '
    /<testcase / {
        name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
        class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class); sub(/.*\./, "", class)
        tests++
    }
    /<skipped/ {
        skipped++
        reason = ""
        if ($0 ~ /message="/) { reason = $0; sub(/.*message="/, "", reason); sub(/".*/, "", reason) }
        else if ($0 ~ /Exception: /) { reason = $0; sub(/.*Exception: /, "", reason) }
        sub(/^Assumption failed: /, "", reason); sub(/\]\]>.*/, "", reason)
        gsub(/&#10;.*/, "", reason); gsub(/&quot;/, "\"", reason); gsub(/&apos;/, "\x27", reason); gsub(/&amp;/, "\\&", reason)
        print "skipped: " class "." name (reason == "" ? "" : ": " reason)
    }
    /<failure/ { failed++ }
    /<error/ { failed++ }
    END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped; exit failed > 0 }
' "${reports[@]}"
