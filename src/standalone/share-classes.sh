#!/bin/sh
# share-classes.sh B2: lays out the classes of the command B2 in a file beside it, B2.jsa, from which the Java of this
# machine starts it faster. Needs no network; to be repeated when the command or Java has changed.
set -eu
b2=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
folder=$(mktemp -d)
emulator=
trap 'kill $emulator 2>/dev/null || true; rm -rf "$folder"' EXIT

"$java" -jar "$b2" emulator --bucket classes >"$folder/emulator" 2>/dev/null &
emulator=$!
until grep -q "}" "$folder/emulator" 2>/dev/null; do
    kill -0 $emulator
    sleep 0.1
done
value() {
    sed -E "s/.*\"$1\" *: *\"([^\"]*)\".*/\\1/" "$folder/emulator"
}
B2_REALM=$(value realm)
B2_APPLICATION_KEY_ID=$(value applicationKeyId)
B2_APPLICATION_KEY=$(value applicationKey)
export B2_REALM B2_APPLICATION_KEY_ID B2_APPLICATION_KEY
export B2_BUCKET=classes B2_ENCRYPTION_PASSPHRASE=none

run() {
    "$java" -XX:+UseSerialGC "-XX:DumpLoadedClassList=$folder/$1" -jar "$b2" "$@" >/dev/null 2>&1
}
mkdir "$folder/up"
for name in one two; do
    echo "$name" >"$folder/up/$name"
done
run upload "$folder/up" --prefix up/ --encrypt
run download --prefix up/ --dir "$folder/down"
run list
run delete --prefix up/
sort -u "$folder/upload" "$folder/download" "$folder/list" "$folder/delete" >"$folder/classes"
rm -f "$b2.jsa"
"$java" -XX:+UseSerialGC -Xshare:dump "-XX:SharedClassListFile=$folder/classes" "-XX:SharedArchiveFile=$b2.jsa" \
    -cp "$b2" >"$folder/dump" 2>&1 || { cat "$folder/dump" >&2; exit 1; }
echo "$b2.jsa"
