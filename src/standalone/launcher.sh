#!/bin/sh
# Little memory, one quiet collector: this runs beside the work of others. B2_JAVA_OPTIONS adds to it or overrides it.
# Most commands end before the optimising compiler has earned its keep. It is left to what is twenty times as hot as
# usual, but for ciphers and hashes, which only it can put on the processor's instructions: see docs/developer/performance.md.
# So nothing needs to be counted for it, which takes a tenth of the time of a thousand small files. Another JVM may not know
# these options, and is to start all the same; but then it would take misspelt ones of B2_JAVA_OPTIONS, too.
case "${B2_JAVA_OPTIONS:-}" in
    *-XX*) uncounted= ;;
    *) uncounted="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-C1ProfileCalls
        -XX:-C1ProfileVirtualCalls -XX:-C1ProfileInlinedCalls -XX:-C1ProfileBranches -XX:-C1ProfileCheckcasts" ;;
esac
# Classes that the JVM has laid out before make it start faster; the command makes that file itself (ClassArchive.java).
# It is code, so it is only taken from a folder that is this user's own and closed to all others, below folders in which
# nobody else can put another one; and none is made in the home of somebody else, which sudo may leave in place. It is for
# one path of the command, the real one: two installations have two, and no .. leads out of that folder.
is_own() {
    case $(ls -ldL -- "$1" 2>/dev/null) in
        d????-??-*) [ -O "$1" ] ;;
        *) false ;;
    esac
}
if [ -n "${XDG_CACHE_HOME:-}" ]; then
    home=$XDG_CACHE_HOME folder=$XDG_CACHE_HOME/b2j
else
    home=${HOME:-} folder=${HOME:-}/.cache/b2j
fi
self=$0 archive= classes=
if [ "${B2_CLASS_ARCHIVE:-}" != no ] && is_own "$home" && { [ ! -e "${folder%/*}" ] || is_own "${folder%/*}"; }; then
    case $0 in */*) here=${0%/*}/ ;; *) here=./ ;; esac
    here=$(CDPATH='' cd -P -- "$here" && pwd -P) && self=$here/${0##*/}
    case $(ls -ld -- "$folder" 2>/dev/null) in
        "") archive=$folder$self.jsa ;;
        drwx------[!+]*) [ -O "$folder" ] && archive=$folder$self.jsa && [ -O "$archive" ] && classes=$archive ;;
    esac
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx192m \
    ${archive:+"-Db2.class.archive=$archive"} ${classes:+"-XX:SharedArchiveFile=$classes" -Xlog:disable} \
    $uncounted \
    -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000 \
    -XX:Tier4CompileThreshold=300000 -XX:Tier4BackEdgeThreshold=800000 -XX:CompileCommand=quiet \
    "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.05" \
    "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.05" \
    $B2_JAVA_OPTIONS -jar "$self" "$@"
