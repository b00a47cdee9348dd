/* SPDX-License-Identifier: BSD-3-Clause */
/* test_packets.c: what is told of packets, cut into the paths of a crossing. Neighbour:
 * test_crossing_packets.c has whole crossings. */
#include "packets.h"
#include "tests/unit.h"

static struct packets packets;
static struct packets_by_path split;

static void
tell(bool there, uint64_t vf, uint64_t backup)
{
	struct wire_pair pair = {.has_packets = true, .packets = {{vf, 2 * vf}, {backup, 2 * backup}}};

	packets_told(&packets, &pair, there);
}

static void
begin(void)
{
	packets = (struct packets){0};
	split = (struct packets_by_path){{7, 7}, {7, 7}, {7, 7}};
}

static void
check_split(uint64_t source_vf, uint64_t backup, uint64_t destination_vf)
{
	CU_ASSERT_TRUE(packets_split(&packets, &split));
	CU_ASSERT_EQUAL(split.source_vf.received, source_vf);
	CU_ASSERT_EQUAL(split.source_vf.sent, 2 * source_vf);
	CU_ASSERT_EQUAL(split.backup.received, backup);
	CU_ASSERT_EQUAL(split.backup.sent, 2 * backup);
	CU_ASSERT_EQUAL(split.destination_vf.received, destination_vf);
	CU_ASSERT_EQUAL(split.destination_vf.sent, 2 * destination_vf);
}

static void
check_unknown(void)
{
	begin();
	CU_ASSERT_FALSE(packets_split(&packets, &split));
	CU_ASSERT_EQUAL(split.backup.sent, 7);
}

static void
source_ends_where_it_told_last(void)
{
	begin();
	tell(false, 100, 50);
	tell(false, 130, 50);
	tell(true, 130, 55);
	tell(true, 131, 60);
	CU_ASSERT_TRUE(packets_await(&packets));
	tell(true, 137, 61);
	check_split(30, 11, 7);
}

static void
back_on_the_source_is_the_sources(void)
{
	begin();
	tell(false, 100, 50);
	tell(false, 130, 50);
	CU_ASSERT_TRUE(packets_await(&packets));
	tell(false, 190, 80);
	check_split(90, 30, 0);
}

static void
nothing_told_is_unknown(void)
{
	check_unknown();
	CU_ASSERT_FALSE(packets_await(&packets));
}

static void
told_without_packets_is_unknown(void)
{
	struct wire_pair pair = {0};

	begin();
	packets_told(&packets, &pair, false);
	CU_ASSERT_FALSE(packets_await(&packets));
	tell(false, 1, 1);
	CU_ASSERT_FALSE(packets_split(&packets, &split));
	begin();
	tell(false, 1, 1);
	packets_told(&packets, &pair, true);
	CU_ASSERT_FALSE(packets_split(&packets, &split));
}

static void
not_told_to_the_end_is_unknown(void)
{
	begin();
	tell(false, 1, 1);
	CU_ASSERT_TRUE(packets_await(&packets));
	CU_ASSERT_FALSE(packets_split(&packets, &split));
	CU_ASSERT_EQUAL(split.backup.sent, 7);
	tell(false, 1, 1);
	check_split(0, 0, 0);
}

/* Each counter by itself; and what has grown beyond the first telling again is no better known. */
static void
fallen_is_unknown(void)
{
	const struct wire_packets fallen[] = {
	        {{9, 10}, {10, 10}}, {{10, 9}, {10, 10}}, {{10, 10}, {9, 10}}, {{10, 10}, {10, 9}}};

	for (int i = 0; i < 4; i++) {
		struct wire_pair pair = {.has_packets = true, .packets = {{10, 10}, {10, 10}}};

		begin();
		packets_told(&packets, &pair, false);
		pair.packets = fallen[i];
		packets_told(&packets, &pair, true);
		CU_ASSERT_FALSE(packets_split(&packets, &split));
		CU_ASSERT_FALSE(packets_await(&packets));
		tell(true, 100, 100);
		CU_ASSERT_FALSE(packets_split(&packets, &split));
	}
}

static const struct unit_test tests[] = {
        {"the source's VF ends where the guest told last there", source_ends_where_it_told_last},
        {"what comes after the way back is the source's", back_on_the_source_is_the_sources},
        {"nothing told is unknown", nothing_told_is_unknown},
        {"told without packets is unknown", told_without_packets_is_unknown},
        {"not told to the end is unknown", not_told_to_the_end_is_unknown},
        {"fallen counters are unknown", fallen_is_unknown},
};

UNIT_MAIN("packets", tests)
