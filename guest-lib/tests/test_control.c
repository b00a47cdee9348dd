/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_control.c: the control thread, driven through its link (a pseudo-terminal), its calls and the
 * application's API. The pairs under it are fake_pair.c; everything else is real. Nothing sleeps: each wait
 * is for an answer.
 */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <rte_eal.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "fake_pair.h"
#include "tests/unit.h"
#include "vferry.h"

#define PATIENCE_MS 10000
#define ONE         "52:54:00:00:00:01"
#define TWO         "52:54:00:00:00:02"

/* The host's end. */
static struct {
	int master, slave;
	char path[64];
	char buf[65536];
	size_t used;
} host;

static struct pair one, two;

static void
host_connect(void)
{
	struct termios raw;

	host.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	CU_ASSERT_FATAL(host.master >= 0 && grantpt(host.master) == 0 && unlockpt(host.master) == 0);
	host.slave = open(ptsname(host.master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	CU_ASSERT_FATAL(host.slave >= 0 && tcgetattr(host.slave, &raw) == 0);
	cfmakeraw(&raw);
	CU_ASSERT_FATAL(tcsetattr(host.slave, TCSANOW, &raw) == 0);
	snprintf(host.path, sizeof(host.path), "%s", ptsname(host.master));
	host.used = 0;
}

static void
host_hang_up(void)
{
	close(host.slave);
	close(host.master);
}

static void
say(const char *line)
{
	CU_ASSERT_EQUAL(write(host.master, line, strlen(line)), (ssize_t)strlen(line));
	CU_ASSERT_EQUAL(write(host.master, "\n", 1), 1);
}

/* The next line that is not empty; valid until the next call. "" when none comes. */
static const char *
hear(void)
{
	static char line[sizeof(host.buf)];

	for (;;) {
		struct pollfd poller = {.fd = host.master, .events = POLLIN};
		char *end = memchr(host.buf, '\n', host.used);
		ssize_t n;

		if (end) {
			size_t size = (size_t)(end - host.buf);

			memcpy(line, host.buf, size);
			line[size] = '\0';
			host.used -= size + 1;
			memmove(host.buf, end + 1, host.used);
			if (size > 0)
				return line;
			continue;
		}
		if (poll(&poller, 1, PATIENCE_MS) != 1)
			return "";
		n = read(host.master, host.buf + host.used, sizeof(host.buf) - host.used);
		if (n <= 0)
			return "";
		host.used += (size_t)n;
	}
}

/* The next line holds all of these (NULL ends them). */
static void
expect(const char *first, ...)
{
	const char *line = hear(), *part = first;
	va_list args;

	va_start(args, first);
	for (; part; part = va_arg(args, const char *))
		if (!strstr(line, part)) {
			printf("no %s in: %s\n", part, line);
			CU_FAIL("the guest's line");
		}
	va_end(args);
}

/* Changes to a pair that the thread has are made in the thread. */
struct change {
	struct pair *pair;
	bool plugged;
	enum port_action fails, stalls;
};

static int
change_now(void *arg)
{
	const struct change *change = arg;

	change->pair->plugged = change->plugged;
	change->pair->fails = change->fails;
	change->pair->stalls = change->stalls;
	return 0;
}

static void
plug(struct pair *pair)
{
	control_call(change_now, &(struct change){.pair = pair, .plugged = true});
}

static void
fail(struct pair *pair, enum port_action action)
{
	control_call(change_now, &(struct change){.pair = pair, .fails = action});
}

static void
stall(struct pair *pair, enum port_action action)
{
	control_call(change_now, &(struct change){.pair = pair, .stalls = action});
}

/* A copy of a pair as it is between two actions. */
struct look {
	const struct pair *pair;
	struct pair copy;
};

static int
look_now(void *arg)
{
	struct look *look = arg;

	look->copy = *look->pair;
	return 0;
}

static struct pair
seen(const struct pair *pair)
{
	struct look look = {.pair = pair};

	control_call(look_now, &look);
	return look.copy;
}

static void
begin(unsigned int pairs)
{
	static char *args[] = {"test",           "--no-huge",         "--no-pci", "--no-shconf",
	                       "--no-telemetry", "--log-level=error", "-m32",     NULL};
	static bool ready;

	if (!ready)
		CU_ASSERT_FATAL(rte_eal_init(7, args) >= 0);
	ready = true;
	host_connect();
	fake_init(&one, 1);
	fake_init(&two, 2);
	CU_ASSERT_EQUAL(control_add(&one, host.path, NULL), 0);
	if (pairs > 1)
		CU_ASSERT_EQUAL(control_add(&two, NULL, NULL), 0);
	/* From here on the thread listens. */
	say("{\"v\":1,\"id\":1000,\"request\":\"hello\"}");
	expect("\"re\":1000", NULL);
}

static void
end(void)
{
	control_remove(&one);
	control_remove(&two);
	host_hang_up();
}

static void
says_hello_and_status(void)
{
	begin(2);
	say("");
	say("{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	expect("\"re\":1", "\"reply\":\"hello\"", ONE, TWO, VFERRY_VERSION, NULL);
	say("{\"v\":1,\"id\":2,\"request\":\"status\"}");
	expect("\"re\":2", "\"reply\":\"status\"", ONE, "\"path\":\"vf\"", "net_e1000_igb", NULL);
	end();
}

static void
prepares_and_adopts(void)
{
	begin(1);
	say("{\"v\":1,\"id\":3,\"request\":\"prepare\",\"macs\":[\"" ONE "\"],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE, "\"path\":\"backup\"", "planned", NULL);
	expect("\"re\":3", "\"reply\":\"released\"", "\"path\":\"backup\"", "\"vf\":null", NULL);
	CU_ASSERT_EQUAL(seen(&one).done[PORT_RELEASE], 1);
	say("{\"v\":1,\"id\":4,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":5000}");
	plug(&one);
	expect("\"event\":\"path\"", "\"path\":\"vf\"", "failback", NULL);
	expect("\"re\":4", "\"reply\":\"active\"", "\"path\":\"vf\"", NULL);
	end();
}

static void
refuses(void)
{
	begin(2);
	fail(&two, PORT_WAIT_QUIET);
	say("{\"v\":1,\"id\":5,\"request\":\"prepare\",\"macs\":[\"52:54:00:00:00:99\"],\"deadline_ms\":"
	    "5000}");
	expect("\"re\":5", "\"reply\":\"refused\"", "52:54:00:00:00:99", NULL);
	say("{\"v\":1,\"id\":6,\"request\":\"prepare\",\"macs\":[\"" TWO "\"],\"deadline_ms\":5000}");
	expect("\"re\":6", "\"reply\":\"refused\"", TWO, "stream to end: broken", NULL);
	CU_ASSERT_EQUAL(seen(&two).done[PORT_ROLLBACK], 1);
	say("no json");
	expect("\"event\":\"refused\"", NULL);
	say("{\"v\":1,\"id\":7,\"request\":\"adopt\",\"macs\":[\"" ONE "\"],\"deadline_ms\":1}");
	expect("\"re\":7", "\"reply\":\"active\"", NULL);
	end();
}

/* One pair of two fails: one reply, and the other pair stays where the request brought it. */
static void
one_of_two_fails(void)
{
	begin(2);
	fail(&two, PORT_OVERLAP);
	say("{\"v\":1,\"id\":8,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE, NULL);
	expect("\"re\":8", "\"reply\":\"refused\"", "pair " TWO, "broken", NULL);
	CU_ASSERT_EQUAL(seen(&one).done[PORT_RELEASE], 1);
	plug(&one);
	say("{\"v\":1,\"id\":9,\"request\":\"abandon\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE, "\"path\":\"vf\"", NULL);
	expect("\"re\":9", "\"reply\":\"active\"", ONE, TWO, NULL);
	end();
}

/* The host may ask in the middle of a move, and is answered at once; then it changes its mind. */
static void
status_in_a_move(void)
{
	begin(2);
	stall(&one, PORT_WAIT_QUIET);
	stall(&two, PORT_WAIT_QUIET);
	say("{\"v\":1,\"id\":10,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":11,\"request\":\"status\"}");
	expect("\"re\":11", "\"reply\":\"status\"", NULL);
	say("{\"v\":1,\"id\":12,\"request\":\"abandon\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"re\":10", "refused", "overtaken by another request: abandon", NULL);
	expect("\"re\":12", "\"reply\":\"active\"", NULL);
	CU_ASSERT_EQUAL(seen(&two).facts.path, WIRE_PATH_VF);
	end();
}

/* Each overtakes the one before it; every one is answered, in order. */
static void
burst_of_requests(void)
{
	begin(1);
	stall(&one, PORT_OVERLAP);
	say("{\"v\":1,\"id\":13,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}\n"
	    "{\"v\":1,\"id\":14,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}\n"
	    "{\"v\":1,\"id\":15,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	expect("\"re\":13", "refused", "overtaken", NULL);
	expect("\"re\":14", "refused", "overtaken", NULL);
	stall(&one, PORT_NOTHING);
	expect("\"event\":\"path\"", NULL);
	expect("\"re\":15", "released", NULL);
	end();
}

static void
announces_on_arrival(void)
{
	begin(2);
	say("{\"v\":1,\"id\":16,\"request\":\"arrived\"}");
	expect("\"re\":16", "\"reply\":\"announced\"", ONE, TWO, NULL);
	CU_ASSERT_TRUE(seen(&one).announced >= 1);
	end();
	begin(1);
	fail(&one, PORT_ANNOUNCE);
	say("{\"v\":1,\"id\":17,\"request\":\"arrived\"}");
	expect("\"re\":17", "refused", "announcing: broken", NULL);
	end();
}

/* A new connection gets no reply to the old one's requests, whose ids may be the same; the work goes on. */
static void
new_connection_in_a_move(void)
{
	begin(1);
	stall(&one, PORT_DRAIN_TX);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":3,\"request\":\"sta");
	say("{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	expect("\"event\":\"refused\"", NULL);
	expect("\"re\":1", "\"reply\":\"hello\"", NULL);
	stall(&one, PORT_NOTHING);
	expect("\"event\":\"path\"", NULL);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"re\":2", "\"reply\":\"released\"", NULL);
	end();
}

static void
hang_up_in_a_move(void)
{
	begin(1);
	stall(&one, PORT_DRAIN_TX);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":3,\"request\":\"status\"}");
	expect("\"re\":3", NULL);
	close(host.master);
	stall(&one, PORT_NOTHING);
	while (seen(&one).facts.has_vf)
		sched_yield();
	CU_ASSERT_EQUAL(seen(&one).facts.path, WIRE_PATH_BACKUP);
	host.master = -1;
	end();
}

/* Removed in the middle: the host hears so, and the other pair lives on. */
static void
removed_in_a_move(void)
{
	begin(2);
	stall(&one, PORT_MOVE_TX);
	say("{\"v\":1,\"id\":18,\"request\":\"prepare\",\"macs\":[\"" ONE "\"],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":19,\"request\":\"status\"}");
	expect("\"re\":19", NULL);
	control_remove(&one);
	expect("\"re\":18", "refused", "removed the port", NULL);
	say("{\"v\":1,\"id\":20,\"request\":\"hello\"}");
	expect("\"re\":20", TWO, NULL);
	end();
}

static int
who_am_i(void *arg)
{
	*(bool *)arg = control_inside();
	return 42;
}

static void *
call_often(void *arg)
{
	for (unsigned int i = 0; i < 1000; i++) {
		bool inside = false;

		if (control_call(who_am_i, &inside) != 42 || !inside)
			*(int *)arg += 1;
	}
	return NULL;
}

static void
calls_from_other_threads(void)
{
	pthread_t threads[4];
	int wrong[4] = {0};
	bool inside = true;

	CU_ASSERT_EQUAL(control_call(who_am_i, &inside), 42);
	CU_ASSERT_FALSE(inside);
	begin(1);
	for (unsigned int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, call_often, &wrong[i]), 0);
	for (unsigned int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		CU_ASSERT_EQUAL(wrong[i], 0);
	}
	end();
}

static void
adds_and_removes(void)
{
	static struct pair many[WIRE_PAIRS_MAX + 1];
	struct err err;

	begin(1);
	CU_ASSERT_EQUAL(control_add(&one, NULL, &err), -EEXIST);
	for (unsigned int i = 1; i < WIRE_PAIRS_MAX; i++) {
		fake_init(&many[i], i + 1);
		CU_ASSERT_EQUAL(control_add(&many[i], NULL, &err), 0);
	}
	fake_init(&many[0], 99);
	CU_ASSERT_EQUAL(control_add(&many[0], NULL, &err), -ENOSPC);
	say("{\"v\":1,\"id\":21,\"request\":\"hello\"}");
	expect("52:54:00:00:00:10", NULL);
	control_remove(&many[0]);
	for (unsigned int i = 1; i < WIRE_PAIRS_MAX; i++)
		control_remove(&many[i]);
	end();
	for (unsigned int i = 0; i < 20; i++) {
		begin(2);
		end();
	}
}

static void
api_status(void)
{
	struct vferry_status status;

	CU_ASSERT_EQUAL(vferry_status(1, &status), -ENODEV);
	begin(1);
	CU_ASSERT_EQUAL(vferry_status(1, &status), 0);
	CU_ASSERT_STRING_EQUAL(status.mac, ONE);
	CU_ASSERT_EQUAL(status.path, VFERRY_PATH_VF);
	CU_ASSERT_STRING_EQUAL(status.vf.pmd, "net_e1000_igb");
	CU_ASSERT_EQUAL(status.vf.rx_packets, 7);
	CU_ASSERT_EQUAL(status.switches, 0);
	CU_ASSERT_EQUAL(vferry_status(9, &status), -ENODEV);
	end();
}

/* What the callback heard, as letters; it also tries what it must not. */
static struct {
	char events[16];
	int switched;
} heard;

static void
on_event(void *arg, uint16_t port_id, enum vferry_event event, const struct vferry_status *status,
         const char *reason)
{
	static const char letters[] = {'P', 'R', 'A', 'x'};
	struct vferry_status again;

	CU_ASSERT_PTR_EQUAL(arg, &heard);
	CU_ASSERT_EQUAL(port_id, 1);
	CU_ASSERT_EQUAL(reason[0] != '\0', event == VFERRY_EVENT_REFUSED);
	CU_ASSERT_EQUAL(vferry_status(port_id, &again), 0);
	CU_ASSERT_EQUAL(again.path, status->path);
	heard.switched = vferry_switch(port_id, VFERRY_PATH_VF, 1000);
	if (strlen(heard.events) < sizeof(heard.events) - 1)
		heard.events[strlen(heard.events)] = letters[event];
}

static void
api_switch_and_events(void)
{
	struct vferry_status status;

	begin(1);
	memset(&heard, 0, sizeof(heard));
	CU_ASSERT_EQUAL(vferry_on_event(on_event, &heard), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), 0);
	expect("\"event\":\"path\"", "\"path\":\"backup\"", "manual", NULL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), 0);
	CU_ASSERT_EQUAL(vferry_status(1, &status), 0);
	CU_ASSERT_EQUAL(status.switches, 2);
	fail(&one, PORT_OVERLAP);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -ETIMEDOUT);
	CU_ASSERT_EQUAL(vferry_on_event(NULL, NULL), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -ETIMEDOUT);
	CU_ASSERT_STRING_EQUAL(heard.events, "PPx");
	CU_ASSERT_EQUAL(heard.switched, -EDEADLK);
	end();
}

static void
api_refusals(void)
{
	begin(1);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_NONE, 1000), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 0), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 600001), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(9, VFERRY_PATH_VF, 1000), -ENODEV);
	say("{\"v\":1,\"id\":22,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", NULL);
	expect("\"re\":22", "released", NULL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), -ENOENT);
	say("{\"v\":1,\"id\":23,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":24,\"request\":\"status\"}");
	expect("\"re\":24", NULL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -EBUSY);
	plug(&one);
	expect("\"event\":\"path\"", NULL);
	expect("\"re\":23", "active", NULL);
	end();
	begin(1);
	control_remove(&one);
	one.facts.started = false;
	CU_ASSERT_EQUAL(control_add(&one, host.path, NULL), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), -ENETDOWN);
	end();
}

static const struct unit_test tests[] = {
        {"says hello and status", says_hello_and_status},
        {"prepares and adopts", prepares_and_adopts},
        {"refuses", refuses},
        {"one of two pairs fails", one_of_two_fails},
        {"status in the middle of a move", status_in_a_move},
        {"a burst of requests", burst_of_requests},
        {"announces on arrival", announces_on_arrival},
        {"a new connection in the middle of a move", new_connection_in_a_move},
        {"a hang-up in the middle of a move", hang_up_in_a_move},
        {"removed in the middle of a move", removed_in_a_move},
        {"calls from other threads", calls_from_other_threads},
        {"adds and removes", adds_and_removes},
        {"the application asks for status", api_status},
        {"the application switches and listens", api_switch_and_events},
        {"the application is refused", api_refusals},
};

UNIT_MAIN("control", tests)
