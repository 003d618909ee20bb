#!/bin/sh
# Little memory, one quiet collector: this runs beside the work of others. B2_JAVA_OPTIONS adds to it or overrides it.
# Classes that the JVM has laid out before, in a file beside this one, make it start faster: see docs/command.md.
# Most commands end before the optimising compiler has earned its keep. It is left to what is twenty times as hot as
# usual, but for ciphers and hashes, which only it can put on the processor's instructions: see docs/developer/performance.md.
# So nothing needs to be counted for it, which takes a tenth of the time of a thousand small files. Another JVM may not know
# these options, and is to start all the same; but then it would take misspelt ones of B2_JAVA_OPTIONS, too.
case "${B2_JAVA_OPTIONS:-}" in
    *-XX*) uncounted= ;;
    *) uncounted="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-C1ProfileCalls
        -XX:-C1ProfileVirtualCalls -XX:-C1ProfileInlinedCalls -XX:-C1ProfileBranches -XX:-C1ProfileCheckcasts" ;;
esac
[ -f "$0.jsa" ] && classes="-XX:SharedArchiveFile=$0.jsa" || classes=
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx192m ${classes:+"$classes" -Xlog:disable} \
    $uncounted \
    -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000 \
    -XX:Tier4CompileThreshold=300000 -XX:Tier4BackEdgeThreshold=800000 -XX:CompileCommand=quiet \
    "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.05" \
    "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.05" \
    $B2_JAVA_OPTIONS -jar "$0" "$@"
