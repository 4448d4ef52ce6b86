/** What is done with the blocks of the session rules' pages in fleets, and what is seen. */
import type { Kind } from "./rule-page.ts";

export const EDGE = "http://192.168.170.20/";

/** In a script `$NAME` is the block; `tell` says what is seen, and so does a `browse $NAME`. */
export const SCRIPT = `
AT1=http://192.168.170.31:8080/ AT2=http://192.168.170.32:8080/
tell() { echo "told $NAME $*"; }
# get JAR URL OPTION...   the count that one browser gets
get() { local jar=$W/$NAME-$1.jar; shift; on client curl -s -m 60 -b $jar -c $jar "$@" | sed '$!d; s/ .*//'; echo; }
# as JAR URL   the same of a browser that takes its cookie to another address
as() { on client curl -s -m 60 -H "Cookie: JSESSIONID=$(id $1)" $2 | sed '$!d; s/ .*//'; echo; }
id() { awk '$6 == "JSESSIONID" { print $7 }' $W/$NAME-$1.jar; }
signal() { kill -$1 \${pid[$2]}; }
# operations   how many both memcacheds were asked for, once nobody asks any more
stats() { on $1 bash -c "exec 3<>/dev/tcp/$2/11211; printf 'stats\\r\\nquit\\r\\n' >&3; cat <&3"; }
asked() { { stats cache1 192.168.170.41; stats cache2 192.168.170.42; } | tr -d '\\r' | awk '$2 ~ /^cmd_/ { n += $3 } END { print n }'; }
operations() {
  local last= now
  for i in $(seq 100); do now=$(asked); [ "$now" = "$last" ] && break; last=$now; sleep 0.5; done
  echo $now
}
# files URL   whether twenty requests for a file touch the session, which takes some six operations each; besides, memcacheds are
#   asked whether they live
files() {
  get a ${EDGE} >/dev/null
  local before=$(operations)
  on client curl -s -m 60 -H "Cookie: JSESSIONID=$(id a)" $(for i in $(seq 20); do echo "$1"; done) >/dev/null
  local more=$(($(operations) - before))
  echo "$more operations"
  [ $more -lt 60 ] && tell untouched || tell touched
}
# joined [PATH]   waits until each of two Tomcats gets the other's sessions
joined() {
  for n in $(seq 100); do
    get to-$n $AT1$1 >/dev/null; get fro-$n $AT2$1 >/dev/null
    [ "$(as to-$n $AT2$1) $(as fro-$n $AT1$1)" = "2 2" ] && break
    sleep 0.3
  done
}
# hops TIMES   a large change, and at once a request to the other Tomcat, which may be there before it
hops() {
  for n in $(seq $1); do
    get $n $AT1 >/dev/null; [ "$(as $n $AT2)" = 2 ] || continue
    both=$(on client curl -s -m 60 -H "Cookie: JSESSIONID=$(id $n)" -w '\\n' "$AT1?put=2000000" $AT2 | cut -d' ' -f1 | xargs)
    [ "$both" = "3 4" ] || { tell $both; return; }
  done
  tell kept
}
`;

export type Row = {
  readonly code: string;
  readonly script: string | ((kind: Kind) => string);
  /** False where a Tomcat does not come up. */
  readonly whole?: boolean;
  readonly bad: string;
  readonly good: string;
};

const browse = (rounds: number, url = EDGE) => `browse $NAME ${rounds} ${url}`;
/** Those of one fleet in this order: what kills comes last. */
export const table: readonly Row[] = [
  { code: "no-affinity", script: browse(20), bad: "stale", good: "kept" },
  { code: "cookie-hash", script: browse(20), bad: "stale", good: "kept" },
  { code: "no-route", script: browse(20), bad: "stale", good: "kept" },
  { code: "cookie-name", script: browse(20), bad: "stale", good: "kept" },
  {
    code: "unsaid",
    script: (kind) => `${kind === "bad" ? "" : "joined shop/; "}${browse(20, `${EDGE}shop/`)}`,
    bad: "lost",
    good: "kept",
  },
  {
    code: "copy-dies-too",
    script: `browse before 3 ${EDGE}; die app1 memcached; die app1 tomcat; ${browse(1)}`,
    bad: "lost",
    good: "kept",
  },
  {
    code: "hidden-client",
    script: `tell $(for i in $(seq 20); do
  on client curl -s --interface 10.9.$i.1 http://192.168.170.2$((1 + i % 2))/ | sed 's/.* //'; echo
done | sort -u | wc -l)`,
    bad: "1",
    good: "2",
  },
  {
    code: "ignores-nothing",
    script: `files ${EDGE}static/logo.png`,
    bad: "touched",
    good: "untouched",
  },
  { code: "ignores-no-query", script: `files "${EDGE}a.css?v=3"`, bad: "touched", good: "untouched" },
  {
    code: "long-backup",
    // A second after its last answer a memcached is asked whether it lives, and not waited for when it does not.
    script: (kind) => `said=answers
for i in $(seq ${kind === "bad" ? 10 : 3}); do
  for c in cache1 cache2; do signal CONT $c/memcached; done
  for n in $(seq 100); do [ "$(get $i$n $AT1)" = 1 ] && [ "$(get $i$n $AT1)" = 2 ] && break; sleep 0.2; done
  for c in cache1 cache2; do signal STOP $c/memcached; done
  on client curl -s -m 20 -o /dev/null $AT1 || { said=hangs; break; }
done
for c in cache1 cache2; do signal CONT $c/memcached; done
tell $said`,
    bad: "hangs",
    good: "answers",
  },
  {
    code: "one-memcached",
    script: `for i in 1 2 3; do get a ${EDGE} >/dev/null; done
die cache1 memcached
sleep 1.5 # A Tomcat believes for a second that a node lives: spec/semantics/sessions.md, section 1.
tell $(get a ${EDGE})`,
    bad: "1",
    good: "4",
  },
  {
    code: "out-of-reach",
    script: `tell $(status ${EDGE}) $(for i in 1 2 3; do get a ${EDGE} -f; done)`,
    bad: "404",
    good: "200 1 2 3",
  },
  {
    code: "own-copy",
    // What is sent to a host without a network comes some time after its network is back.
    script: `get a $AT1 >/dev/null; as a $AT2 >/dev/null; as a $AT1 >/dev/null
ip link set p-app2 nomaster
as a $AT1 >/dev/null; sleep 2
ip link set p-app2 master seg
tell $(as a $AT2)`,
    bad: "4",
    good: "5",
  },
  {
    code: "redis-forgets",
    script: `browse before 2 ${EDGE}; die store redis; again store redis; serves ${EDGE}; ${browse(1)}`,
    bad: "lost",
    good: "kept",
  },
  {
    code: "in-place",
    script: `get a ${EDGE} >/dev/null
count() { get a ${EDGE}?within; }
at=$(on client curl -s ${EDGE} | sed 's/.*\\.3//')
tell $(count; count; count; die app$at tomcat; count)`,
    bad: "1 1 1 1",
    good: "1 2 3 4",
  },
  {
    code: "needless-route",
    script: `joined ""; get a ${EDGE} >/dev/null; cp $W/$NAME-a.jar $W/$NAME-first.jar
for i in $(seq 20); do get a ${EDGE} >/dev/null; [ $(id a) = $(id first) ] || break; done
[ $(id a) = $(id first) ] && same=same || same=another
[ $(as first ${EDGE}) = 1 ] && tell $same lost || tell $same kept`,
    bad: "another lost",
    good: "same kept",
  },
  {
    code: "stored-late",
    script: (kind) => `joined ""; hops ${kind === "bad" ? 100 : 10}`,
    bad: "3 3",
    good: "kept",
  },
  {
    code: "lonely-cluster",
    script: `browse before 2 ${EDGE}; die app1 tomcat; ${browse(1)}
again app1 tomcat; serves ${EDGE}; ${browse(1)}`,
    bad: "lost failed",
    good: "kept",
  },
  {
    code: "many-copies",
    // Twenty sessions in one Tomcat, and how many that makes in all heaps; until all five have found each other.
    script: (kind) => `copies() { # Each JVM is asked for what is in its heap, and says so in its log.
  for i in 1 2 3 4 5; do
    log=$W/log/app$i-tomcat; said=$(grep -c ^Total $log)
    signal QUIT app$i/tomcat
    for n in $(seq 300); do [ $(grep -c ^Total $log) -gt $said ] && break; sleep 0.1; done
    awk '/^ *num / { n = 0 } $4 == "org.apache.catalina.ha.session.DeltaSession" { n = $2 } END { print n + 0 }' $log
  done | awk '{ n += $1 } END { print n }'
}
for n in $(seq 10); do
  before=$(copies); rm -f $W/browsers.json; browse before 1 $AT1; more=$(($(copies) - before))
  [ $more = ${kind === "bad" ? 100 : 40} ] && break
done
tell $more`,
    bad: "100",
    good: "40",
  },
  {
    code: "one-cluster",
    // What is declared of the second store, and what is: whether an answer waits for a Tomcat that does not listen.
    script: (kind) => `signal STOP app2/tomcat
took=$(on client curl -s -m 60 -o /dev/null -w '%{time_total}' \${AT1}news/)
signal CONT app2/tomcat
tell ${kind === "bad" ? "async" : "sync"} is $(awk "BEGIN { print $took < 2 ? \\"async\\" : \\"sync\\" }")`,
    bad: "async is sync",
    good: "sync is sync",
  },
  {
    code: "same-receiver",
    whole: false,
    script: `settled() {
  up=0 down=$(grep -l BindException $W/log/app?-* | wc -l)
  for at in 31:8080 31:8081 32:8080 32:8081; do
    on client curl -s -m 5 -o /dev/null http://192.168.170.$at/ && up=$((up + 1))
  done
  [ $((up + down)) -ge 4 ]
}
for n in $(seq 300); do settled && break; sleep 0.3; done
tell $up of four Tomcats answer`,
    bad: "2 of four Tomcats answer",
    good: "4 of four Tomcats answer",
  },
];
