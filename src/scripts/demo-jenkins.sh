#!/usr/bin/env bash
# Starts a B2 emulator and a Jenkins with this plugin, a profile and jobs to click on. Called by demo.sh with the Maven
# to use and arguments for it. B2_DEMO_PORT chooses another port than 8080.
set -euo pipefail
cd "$(dirname "$0")/../.."
maven=$1
shift
port=${B2_DEMO_PORT:-8080}
folder=target/demo
bucket=jenkins-demo

rm -rf "$folder"
mkdir -p "$folder/home/init.groovy.d"
cp src/scripts/demo/demo.groovy "$folder/home/init.groovy.d/"

# Each in a process group of its own, because Maven starts Jenkins as a process of its own, too.
set -m
emulator=
jenkins=
stop() {
    trap - EXIT INT TERM
    for group in $jenkins $emulator; do
        kill -- "-$group" 2>/dev/null || true
        wait "$group" 2>/dev/null || true
    done
}
trap stop EXIT
trap 'stop; exit 130' INT TERM

target/standalone/b2j emulator --port 0 --bucket "$bucket" \
    </dev/null >"$folder/emulator.json" 2>"$folder/emulator.log" &
emulator=$!
until grep -qs '}' "$folder/emulator.json"; do
    if ! kill -0 "$emulator" 2>/dev/null; then
        cat "$folder/emulator.log" >&2
        exit 1
    fi
    sleep 0.1
done
value() {
    sed -E "s/.*\"$1\" *: *\"([^\"]*)\".*/\\1/" "$folder/emulator.json"
}
# By the environment, which other users of this machine can't read.
B2_DEMO_REALM=$(value realm)
B2_DEMO_KEY_ID=$(value applicationKeyId)
B2_DEMO_KEY=$(value applicationKey)
export B2_DEMO_REALM B2_DEMO_KEY_ID B2_DEMO_KEY
export B2_DEMO_BUCKET=$bucket B2_DEMO_EXAMPLES=$PWD/docs/examples

cat <<TEXT

A B2 of its own runs at $B2_DEMO_REALM. Now Jenkins starts; that takes a minute or two. When it says that it is "fully
up and running", open

    http://localhost:$port/jenkins/

 1. Click "backup", then "Build Now". The build uploads files encrypted, lists them, restores and compares them.
    "Console Output" tells what happened; "Backblaze B2" on the build lists the files.
 2. The same with "release" (Declarative) and "freestyle" (no Pipeline).
 3. "Manage Jenkins", "Backblaze B2" is where profiles, bandwidth and encryption are configured; "Test connection"
    tries the profile.

Ctrl-C ends Jenkins and the B2. Nothing of the demo is kept.

TEXT
"$maven" -ntp "$@" hpi:run "-DjenkinsHome=$PWD/$folder/home" "-Dport=$port" -Dspotless.check.skip </dev/null &
jenkins=$!
wait "$jenkins"
