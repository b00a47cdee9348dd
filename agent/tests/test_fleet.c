/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet.c: who starts, where to and when. test_fleet_ends.c has what follows from how crossings end,
 * test_fleet_any.c what holds in every fleet. */
#include "fleet.h"

#include <errno.h>
#include <string.h>

#include "fleet_sample.h"
#include "tests/unit.h"

static unsigned int right, far; /* hosts */

/* Where to; nowhere for nobody. */
static unsigned int
to(unsigned int guest)
{
	return guest == FLEET_NOWHERE ? FLEET_NOWHERE : sample->guests[guest].to;
}

static void
two_hosts(unsigned int crossings, unsigned int per_host, unsigned int per_link)
{
	sample_fleet(crossings, per_host, per_link, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, -1);
	far = sample_host("test:///far", FLEET_UNKNOWN, -1);
}

static void
empty_is_done(void)
{
	two_hosts(0, 0, 0);
	CU_ASSERT_TRUE(sample_is_done(0));
}

static void
biggest_first_and_as_given(void)
{
	unsigned int small, big, same;

	two_hosts(0, 0, 0);
	small = sample_guest("small", GIB, 0);
	big = sample_guest("big", 4 * GIB, 0);
	same = sample_guest("same", 4 * GIB, 0);
	CU_ASSERT_EQUAL(sample_start(0), big);
	CU_ASSERT_EQUAL(sample_start(0), same);
	CU_ASSERT_EQUAL(sample_start(0), small);
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
}

static void
spread_over_hosts(void)
{
	two_hosts(0, 0, 0);
	for (unsigned int i = 0; i < 4; i++)
		sample_guest("g", GIB, 0);
	for (unsigned int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(to(sample_start(0)), i % 2 ? far : right);
}

static void
of_idle_hosts_the_emptier(void)
{
	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", 8 * GIB, -1);
	far = sample_host("test:///far", 16 * GIB, -1);
	sample_guest("g", GIB, 0);
	CU_ASSERT_EQUAL(to(sample_start(0)), far);
}

/* Starts all that may start; how many. */
static unsigned int
start_all(void)
{
	unsigned int n = 0;

	while (sample_start(0) != FLEET_NOWHERE)
		n++;
	return n;
}

static void
nobody_goes_where_he_is(void)
{
	sample_fleet(0, 0, 0, 0);
	sample->hosts[0].takes = true;
	right = sample_host("test:///right", GIB, -1);
	sample_guest("g", GIB, 0);
	CU_ASSERT_EQUAL(to(sample_start(0)), right);
	fleet_ended(sample, 0, OUTCOME_NO_VF, NULL, 0);
	CU_ASSERT_EQUAL(sample->guests[0].state, FLEET_GIVEN_UP);
}

static void
limits_hold(void)
{
	static const unsigned int limits[][4] = {
	        {3, 0, 0, 3}, {0, 3, 0, 6}, {5, 3, 0, 5}, {0, 0, 1, 2},
	        {0, 0, 2, 4}, {4, 2, 1, 2}, {0, 0, 0, 8},
	};

	for (unsigned int i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		two_hosts(limits[i][0], limits[i][1], limits[i][2]);
		for (unsigned int g = 0; g < 8; g++)
			sample_guest("g", GIB, 0);
		CU_ASSERT_EQUAL(start_all(), limits[i][3]);
		CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	}
}

static void
one_ends_another_starts(void)
{
	unsigned int first;

	two_hosts(1, 0, 0);
	first = sample_guest("first", 2 * GIB, 0);
	sample_guest("second", GIB, 0);
	CU_ASSERT_EQUAL(sample_start(0), first);
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	CU_ASSERT_EQUAL(fleet_ended(sample, first, OUTCOME_OK, NULL, 5), 0);
	CU_ASSERT_EQUAL(sample->guests[first].state, FLEET_ARRIVED);
	CU_ASSERT_EQUAL(to(first), right);
	CU_ASSERT_EQUAL(sample_start(5), 1);
	CU_ASSERT_EQUAL(fleet_ended(sample, 1, OUTCOME_THERE_ON_BACKUP, "no VF", 9), 0);
	CU_ASSERT_EQUAL(fleet_count(sample, FLEET_ARRIVED), 2);
	CU_ASSERT_EQUAL(sample->guests[1].outcome, OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_STRING_EQUAL(sample->guests[1].message, "no VF");
	CU_ASSERT_TRUE(sample_is_done(9));
}

/* Crossings of others take their place, and who waits for them waits without an end of its own. */
static void
others_count(void)
{
	two_hosts(4, 2, 1);
	sample_guest("g", GIB, 0);
	sample->others = 4;
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	sample->others = 3;
	sample->hosts[0].others = 2;
	sample->hosts[0].takes = true;
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	sample->hosts[0].takes = false;
	sample->hosts[right].others = 2;
	CU_ASSERT_EQUAL(to(sample_start(0)), far);
}

static void
memory_is_kept_for_those_under_way(void)
{
	unsigned int big, small;

	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", 8 * GIB, -1);
	big = sample_guest("big", 6 * GIB, 0);
	small = sample_guest("small", 2 * GIB, 0);
	sample_guest("third", GIB, 0);
	CU_ASSERT_EQUAL(sample_start(0), big);
	CU_ASSERT_EQUAL(sample_start(0), small);
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	fleet_ended(sample, small, OUTCOME_OK, NULL, 1);
	CU_ASSERT_EQUAL(sample->hosts[right].memory, 6 * GIB);
	CU_ASSERT_EQUAL(sample_waits(1), FLEET_NEVER);
	fleet_ended(sample, big, OUTCOME_NO_LIBRARY, NULL, 2);
	CU_ASSERT_EQUAL(sample_start(2), 2);
}

static void
each_network_has_its_vfs(void)
{
	unsigned int two, one;

	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, 2);
	two = sample_guest("two", 2 * GIB, 2);
	one = sample_guest("one", GIB, 1);
	sample->guests[one].pools[0].name[0] = 'N';
	sample->hosts[right].npools = 2;
	sample->hosts[right].pools[1] = (struct fleet_pool){"Net", 1};
	CU_ASSERT_EQUAL(sample_start(0), two);
	CU_ASSERT_EQUAL(sample_start(0), one);
	fleet_ended(sample, one, OUTCOME_OK, NULL, 1);
	CU_ASSERT_EQUAL(sample->hosts[right].pools[0].vfs, 2);
	CU_ASSERT_EQUAL(sample->hosts[right].pools[1].vfs, 0);
}

static void
vfs_are_kept_for_those_under_way(void)
{
	unsigned int guest;

	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, 1);
	guest = sample_guest("a", GIB, 1);
	sample_guest("b", GIB, 1);
	CU_ASSERT_EQUAL(sample_start(0), guest);
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	fleet_ended(sample, guest, OUTCOME_OK, NULL, 1);
	CU_ASSERT_TRUE(sample_is_done(1));
	CU_ASSERT_EQUAL(sample->guests[1].state, FLEET_GIVEN_UP);
	CU_ASSERT_STRING_EQUAL(sample->guests[1].message,
	                       "no host has room: it needs 1024 MiB of memory, 1 VFs of net");
}

/* A host that does not tell has room; one that tells and has none of that network has not. */
static void
unknown_is_room(void)
{
	sample_fleet(0, 0, 0, 0);
	sample_host("test:///none", FLEET_UNKNOWN, 0);
	far = sample_host("test:///far", FLEET_UNKNOWN, -1);
	sample_guest("g", GIB, 2);
	sample_guest("h", GIB, 2);
	CU_ASSERT_EQUAL(to(sample_start(0)), far);
	CU_ASSERT_EQUAL(to(sample_start(0)), far);
}

/* The big one that fits nowhere keeps nobody, and is given up when nothing can make room any more. */
static void
who_fits_nowhere_waits_to_the_end(void)
{
	unsigned int big, small;

	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", 4 * GIB, -1);
	big = sample_guest("big", 64 * GIB, 0);
	small = sample_guest("small", GIB, 0);
	CU_ASSERT_EQUAL(sample_start(0), small);
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	CU_ASSERT_EQUAL(sample->guests[big].state, FLEET_WAITING);
	sample->hosts[right].memory = 80 * GIB;
	CU_ASSERT_EQUAL(sample_start(0), big);
}

static void
nothing_is_started_twice(void)
{
	unsigned int guest;

	two_hosts(0, 0, 0);
	guest = sample_guest("g", GIB, 0);
	CU_ASSERT_EQUAL(fleet_started(sample, guest, 0), -EINVAL);
	CU_ASSERT_EQUAL(fleet_started(sample, guest, 7), -EINVAL);
	CU_ASSERT_EQUAL(fleet_started(sample, 7, right), -EINVAL);
	CU_ASSERT_EQUAL(fleet_ended(sample, guest, OUTCOME_OK, NULL, 0), -EINVAL);
	CU_ASSERT_EQUAL(fleet_started(sample, guest, right), 0);
	CU_ASSERT_EQUAL(fleet_started(sample, guest, right), -EINVAL);
	CU_ASSERT_EQUAL(fleet_ended(sample, guest, OUTCOME_OK, NULL, 0), 0);
	CU_ASSERT_EQUAL(fleet_ended(sample, guest, OUTCOME_OK, NULL, 0), -EINVAL);
}

static void
who_may_be_added(void)
{
	struct fleet_host host = {.uri = "test:///right"};
	struct fleet_guest guest = {.uuid = "u", .npools = 2, .pools = {{"net", 1}, {"net", 1}}};
	struct err err;

	two_hosts(0, 0, 0);
	CU_ASSERT_EQUAL(fleet_add_host(sample, &host, &err), -EEXIST);
	CU_ASSERT_STRING_EQUAL(err.text, "the host test:///right is named twice");
	CU_ASSERT_EQUAL(fleet_add_guest(sample, &guest, &err), -EINVAL);
	guest.npools = 1;
	guest.from = 3;
	CU_ASSERT_EQUAL(fleet_add_guest(sample, &guest, &err), -EINVAL);
	guest.from = 0;
	CU_ASSERT_EQUAL(fleet_add_guest(sample, &guest, &err), 0);
	CU_ASSERT_EQUAL(fleet_add_guest(sample, &guest, &err), -EEXIST);
	for (int i = 3; i < FLEET_HOSTS_MAX; i++) {
		(void)snprintf(host.uri, sizeof(host.uri), "test:///%d", i);
		CU_ASSERT_EQUAL(fleet_add_host(sample, &host, &err), i);
	}
	strcpy(host.uri, "test:///more");
	CU_ASSERT_EQUAL(fleet_add_host(sample, &host, &err), -ENOSPC);
	fleet_free(sample);
	sample = NULL;
}

static const struct unit_test tests[] = {
        {"an empty fleet is done", empty_is_done},
        {"the biggest first, of a size as given", biggest_first_and_as_given},
        {"crossings are spread over hosts", spread_over_hosts},
        {"of idle hosts the one with more memory", of_idle_hosts_the_emptier},
        {"nobody goes where he is", nobody_goes_where_he_is},
        {"limits hold", limits_hold},
        {"one ends, another starts", one_ends_another_starts},
        {"crossings of others count", others_count},
        {"memory is kept for those under way", memory_is_kept_for_those_under_way},
        {"each network has its VFs", each_network_has_its_vfs},
        {"VFs are kept for those under way", vfs_are_kept_for_those_under_way},
        {"a host that does not tell has room", unknown_is_room},
        {"who fits nowhere keeps nobody", who_fits_nowhere_waits_to_the_end},
        {"nothing is started twice", nothing_is_started_twice},
        {"who may be added", who_may_be_added},
};

UNIT_MAIN("fleet", tests)
