/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watch_libvirt.c: the watch over libvirt itself: its test driver has domains and events, and no
 * channels. Neighbour: test_host_inventory.c. */
#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "event.h"
#include "sample_xml.h"
#include "tests/unit.h"
#include "vferryd/watch_ops.h"
#include "vferryd/watching.h"

#define WAIT_US 10000000

static void *host;
static struct err err;

static struct {
	unsigned int listed, blind, events, due;
	size_t n;
	char uuid[WATCH_UUID_SIZE]; /* of the first */
	bool looked, seen, answered;
	struct watch_facts facts;
	enum watch_answer answer;
	char why[128];
} told;

static void
on_listed(void *arg, const char *name, const char (*uuids)[WATCH_UUID_SIZE], size_t n)
{
	(void)arg;
	CU_ASSERT(name[0] != '\0');
	told.listed++;
	told.n = n;
	if (n > 0)
		memcpy(told.uuid, uuids[0], sizeof(told.uuid));
}

static void
on_blind(void *arg, const char *why)
{
	(void)arg;
	told.blind++;
	(void)snprintf(told.why, sizeof(told.why), "%s", why);
}

static void
on_event(void *arg, const char *uuid, enum watch_event event)
{
	(void)arg;
	(void)event;
	CU_ASSERT_EQUAL(strlen(uuid), WATCH_UUID_SIZE - 1);
	told.events++;
}

static void
on_looked(void *arg, const char *uuid, const struct watch_facts *facts, const char *why)
{
	(void)arg;
	(void)uuid;
	told.looked = true;
	told.seen = facts != NULL;
	if (facts)
		told.facts = *facts;
	(void)snprintf(told.why, sizeof(told.why), "%s", why);
}

static void
on_answered(void *arg, const char *uuid, const struct watch_reply *reply)
{
	(void)arg;
	(void)uuid;
	told.answered = true;
	told.answer = reply->answer;
}

static void
on_due(void *arg)
{
	(void)arg;
	told.due++;
}

static const struct watch_listener listener = {.listed = on_listed,
                                               .blind = on_blind,
                                               .event = on_event,
                                               .looked = on_looked,
                                               .answered = on_answered,
                                               .due = on_due};

static bool
is_listed(void *arg)
{
	(void)arg;
	return told.listed > 0;
}

static bool
is_blind(void *arg)
{
	(void)arg;
	return told.blind > 0;
}

static bool
is_told(void *arg)
{
	(void)arg;
	return told.events > 0 || told.looked || told.answered || told.due > 0;
}

static bool
has_been_looked(void *arg)
{
	(void)arg;
	return told.looked;
}

static void
await(bool (*done)(void *))
{
	CU_ASSERT_TRUE_FATAL(event_run(event_now_us() + WAIT_US, done, NULL));
}

static void
begin(const char *uri)
{
	memset(&told, 0, sizeof(told));
	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	host = watch_libvirt_new(uri, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(watch_libvirt.start(host, &listener, NULL, &err), 0);
}

static void
begin_default(void)
{
	begin("test:///default");
	await(is_listed);
	CU_ASSERT_EQUAL_FATAL(told.n, 1);
}

static void
domains_are_listed_and_looked_at(void)
{
	begin_default();
	watch_libvirt.look(host, told.uuid);
	await(is_told);
	CU_ASSERT(told.seen && told.facts.state == HOST_RUNNING && !told.facts.channel && !told.facts.away);
	CU_ASSERT_STRING_EQUAL(told.facts.name, "test");
	told.looked = false;
	watch_libvirt.look(host, "00000000-1111-2222-3333-444444444444");
	await(is_told);
	CU_ASSERT(told.seen && told.facts.state == HOST_ABSENT);
	watch_libvirt_free(host);
}

static void
events_come_from_libvirt(void)
{
	virConnectPtr conn = virConnectOpen("test:///default");
	virDomainPtr domain = conn ? virDomainLookupByName(conn, "test") : NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(domain);
	begin_default();
	CU_ASSERT_EQUAL(virDomainSuspend(domain), 0);
	await(is_told);
	watch_libvirt.look(host, told.uuid);
	await(has_been_looked);
	CU_ASSERT_EQUAL(told.facts.state, HOST_PAUSED);
	CU_ASSERT_EQUAL(virDomainResume(domain), 0);
	told.events = 0;
	told.looked = false;
	await(is_told);
	watch_libvirt_free(host);
	virDomainFree(domain);
	virConnectClose(conn);
}

static void
driver_without_channels_has_none(void)
{
	begin_default();
	watch_libvirt.ask(host, told.uuid);
	await(is_told);
	CU_ASSERT_EQUAL(told.answer, WATCH_NO_CHANNEL);
	/* Left before it could be opened. */
	told.answered = false;
	watch_libvirt.ask(host, told.uuid);
	watch_libvirt.leave(host, told.uuid);
	await(is_told);
	CU_ASSERT_EQUAL(told.answer, WATCH_NO_CHANNEL);
	watch_libvirt_free(host);
}

static void
clock_rings_once(void)
{
	begin_default();
	watch_libvirt.set_due(host, watch_libvirt.now_ms(host));
	await(is_told);
	CU_ASSERT_EQUAL(told.due, 1);
	CU_ASSERT(watch_libvirt.wall_ms(host) > 1700000000000);
	watch_libvirt_free(host);
}

static void
host_that_is_not_there_is_tried_again(void)
{
	char path[] = "/tmp/test-watch-libvirt-XXXXXX", uri[64];
	static const char node[] =
	        "<node><domain type='test'><name>vnf</name><memory>65536</memory><os><type>hvm</type></os>"
	        "<devices>" CHANNEL "</devices></domain></node>";
	int fd = mkstemp(path);

	CU_ASSERT_FATAL(fd >= 0);
	unlink(path);
	(void)snprintf(uri, sizeof(uri), "test://%s", path);
	begin(uri);
	await(is_blind);
	CU_ASSERT_PTR_NOT_NULL(strstr(told.why, path));
	close(fd);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CU_ASSERT_EQUAL(write(fd, node, sizeof(node) - 1), (ssize_t)sizeof(node) - 1);
	close(fd);
	await(is_listed);
	unlink(path);
	CU_ASSERT_EQUAL(told.blind, 1);
	watch_libvirt.look(host, told.uuid);
	await(is_told);
	CU_ASSERT(told.seen && told.facts.channel);
	watch_libvirt_free(host);
}

/* Calls under way end by themselves, and nobody is told. */
static void
end_in_the_middle(void)
{
	begin_default();
	for (unsigned int i = 0; i < 20; i++)
		watch_libvirt.look(host, told.uuid);
	watch_libvirt.ask(host, told.uuid);
	watch_libvirt_free(host);
	CU_ASSERT_FALSE(told.looked);
	(void)event_run(event_now_us() + 10000, is_told, NULL);
	CU_ASSERT_FALSE(told.looked);
}

static unsigned int lines;

static void
on_restore(void *arg, const char *uuid)
{
	(void)arg;
	(void)uuid;
	CU_FAIL("nobody is away");
}

static void
on_log(void *arg, const char *text)
{
	(void)arg;
	(void)text;
	lines++;
}

static bool
has_looked(void *arg)
{
	struct watch_counts counts;

	watching_count(arg, &counts);
	return counts.looks == 1 && lines == 1;
}

/* The whole of it. */
static void
guests_are_watched(void)
{
	static const struct watching_listener to_me = {.restore = on_restore, .log = on_log};
	struct watching *watching;

	CU_ASSERT_EQUAL(event_init(&err), 0);
	host = watch_libvirt_new("test:///default", &err);
	watching = watching_new(&watch_libvirt, host, 60, 5, &to_me, NULL, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(watching);
	CU_ASSERT_TRUE(event_run(event_now_us() + WAIT_US, has_looked, watching));
	CU_ASSERT(watching_host(watching)[0] != '\0');
	watch_libvirt_free(host);
	watching_free(watching);
}

static const struct unit_test tests[] = {
        {"domains are listed and looked at", domains_are_listed_and_looked_at},
        {"events come from libvirt", events_come_from_libvirt},
        {"a driver without channels has none", driver_without_channels_has_none},
        {"the clock rings once", clock_rings_once},
        {"a host that is not there is tried again", host_that_is_not_there_is_tried_again},
        {"the end in the middle of calls", end_in_the_middle},
        {"guests are watched", guests_are_watched},
};

UNIT_MAIN("watch libvirt", tests)
