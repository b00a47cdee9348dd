/* SPDX-License-Identifier: BSD-3-Clause */
/* host_end.c: see host_end.h. */
#include "host_end.h"

#include <fcntl.h>
#include <poll.h>
#include <rte_eal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "control.h"
#include "tests/unit.h"

#define PATIENCE_MS 10000

/* The host's end. */
static struct {
	int master, slave;
	char path[64];
	char buf[65536];
	size_t used;
} host;

struct pair one, two;

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

void
host_hang_up(void)
{
	if (host.master < 0)
		return;
	close(host.slave);
	close(host.master);
	host.master = -1;
}

const char *
host_path(void)
{
	return host.path;
}

void
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

void
expect_parts(const char *const *parts)
{
	const char *line = hear();

	for (; *parts; parts++)
		if (!strstr(line, *parts)) {
			printf("no %s in: %s\n", *parts, line);
			CU_FAIL("the guest's line");
		}
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

void
plug(struct pair *pair)
{
	control_call(CONTROL_NO_PORT, change_now, &(struct change){.pair = pair, .plugged = true});
}

void
fail(struct pair *pair, enum port_action action)
{
	control_call(CONTROL_NO_PORT, change_now, &(struct change){.pair = pair, .fails = action});
}

void
stall(struct pair *pair, enum port_action action)
{
	control_call(CONTROL_NO_PORT, change_now, &(struct change){.pair = pair, .stalls = action});
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

struct pair
seen(const struct pair *pair)
{
	struct look look = {.pair = pair};

	control_call(CONTROL_NO_PORT, look_now, &look);
	return look.copy;
}

void
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
	expect("\"re\":1000");
}

void
end(void)
{
	control_remove(&one);
	control_remove(&two);
	host_hang_up();
}
