#!/bin/sh
# share-classes.sh B2: lays out the classes of the command B2 in a file beside it, B2.jsa, from which the Java of this
# machine starts it faster. Learns from the demonstration which they are. To be repeated when the command or Java has
# changed.
set -eu
b2=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

quietly() {
    "$java" -XX:+UseSerialGC "$@" >"$folder/said" 2>&1 || { cat "$folder/said" >&2; exit 1; }
}
rm -f "$b2.jsa"
quietly "-XX:DumpLoadedClassList=$folder/classes" -jar "$b2" demo </dev/null
quietly -Xshare:dump "-XX:SharedClassListFile=$folder/classes" "-XX:SharedArchiveFile=$b2.jsa" -cp "$b2"
echo "$b2.jsa"
