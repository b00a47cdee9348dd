/* SPDX-License-Identifier: BSD-3-Clause */
/* test_phases.c: moments to stretches, stretches to sums. */
#include "phases.h"

#include <string.h>

#include "tests/unit.h"

static void
expect(const struct count_phase *out, const uint64_t from[PHASES], uint64_t until)
{
	for (size_t p = 0; p < PHASES; p++) {
		CU_ASSERT_STRING_EQUAL(out[p].name, phase_name((enum phase)p));
		CU_ASSERT_EQUAL(out[p].from_us, from[p]);
		CU_ASSERT_EQUAL(out[p].until_us, p + 1 < PHASES ? from[p + 1] : until);
	}
}

static void
test_two_crossings(void)
{
	const struct phase_begins begins[] = {
	        {.at_us = {100, 200, 300, 400, 500, 600, 700}, .reach_us = 7},
	        {.at_us = {1000, 1200, 1300, 1400, 1500, 1600, 1700}},
	};
	struct count_phase out[2 * PHASES];

	phases_cut(begins, 2, 50, 2000, out);
	expect(out, (uint64_t[]){50, 200, 300, 400, 500, 600, 700}, 1000);
	expect(out + PHASES, (uint64_t[]){1000, 1200, 1300, 1400, 1500, 1600, 1700}, 2000);
	for (size_t p = 0; p < PHASES; p++)
		CU_ASSERT_EQUAL(out[p].reach_us, p == PHASE_BLACKOUT ? 7 : 0);
}

static void
test_what_did_not_happen(void)
{
	struct count_phase out[PHASES];

	/* Failed while the VF was being unplugged. */
	phases_cut(&(struct phase_begins){.at_us = {[PHASE_SWITCHOVER] = 200}}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 200, 900, 900, 900, 900, 900}, 900);
	/* Left on the backup at the destination. */
	phases_cut(&(struct phase_begins){.at_us = {0, 200, 300, 400, 500, 0, 0}}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 200, 300, 400, 500, 900, 900}, 900);
	/* No switchover: there was no VF. */
	phases_cut(&(struct phase_begins){.at_us = {0, 0, 0, 400, 500, 600, 700}}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 400, 400, 400, 500, 600, 700}, 900);
	phases_cut(&(struct phase_begins){0}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 900, 900, 900, 900, 900, 900}, 900);
}

static void
test_out_of_order(void)
{
	struct count_phase out[PHASES];

	/* The first echo came after the guest was asked to take the VF. */
	phases_cut(&(struct phase_begins){.at_us = {0, 200, 300, 400, 650, 600, 700}}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 200, 300, 400, 600, 600, 700}, 900);
	/* Before and after everything that was measured. */
	phases_cut(&(struct phase_begins){.at_us = {0, 20, 300, 400, 500, 600, 7000}}, 1, 50, 900, out);
	expect(out, (uint64_t[]){50, 50, 300, 400, 500, 600, 900}, 900);
}

static void
test_sums(void)
{
	struct count_phase stretches[2 * PHASES] = {
	        [PHASE_COPY] = {.from_us = 10,
	                        .until_us = 40,
	                        .sum = {.sent = 5, .lost = 1, .longest_silence_us = 9}},
	        [PHASES + PHASE_COPY] = {.from_us = 100,
	                                 .until_us = 150,
	                                 .sum = {.sent = 6,
	                                         .doubled = 2,
	                                         .reordered = 3,
	                                         .longest_silence_us = 4,
	                                         .worst_trip_us = 8}},
	};
	struct phase_sum sums[PHASES];

	phases_sum(stretches, 2, sums);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].elapsed_us, 80);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.sent, 11);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.lost, 1);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.doubled, 2);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.reordered, 3);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.longest_silence_us, 9);
	CU_ASSERT_EQUAL(sums[PHASE_COPY].sum.worst_trip_us, 8);
	CU_ASSERT_EQUAL(sums[PHASE_AFTER].elapsed_us, 0);
	CU_ASSERT_EQUAL(sums[PHASE_AFTER].sum.sent, 0);
}

/* Every packet is counted in one phase, also the one on the way when QEMU stopped. */
static void
test_with_packets(void)
{
	const struct phase_begins begins = {.at_us = {0, 100, 200, 300, 400, 500, 600}, .reach_us = 50};
	struct count_phase out[PHASES];
	struct count_flow flow;
	uint64_t total = 0;

	CU_ASSERT_EQUAL_FATAL(count_init(&flow, 100), 0);
	for (uint64_t at = 5; at < 700; at += 10) {
		size_t number = count_sent(&flow, at);

		/* Echoes take 20: the two that were sent last before the stop and all of the pause are lost.
		 */
		if (at + 20 < 300 || at >= 400)
			count_echo(&flow, number, at + 20);
	}
	phases_cut(&begins, 1, 0, 700, out);
	count_phases(&flow, out, PHASES);
	for (size_t p = 0; p < PHASES; p++) {
		total += out[p].sum.sent;
		CU_ASSERT_EQUAL(out[p].sum.lost, p == PHASE_BLACKOUT ? 12 : 0);
	}
	CU_ASSERT_EQUAL(total, 70);
	CU_ASSERT_EQUAL(out[PHASE_COPY].sum.sent, 8);
	CU_ASSERT_EQUAL(out[PHASE_BLACKOUT].sum.sent, 12);
	count_free(&flow);
}

static const struct unit_test tests[] = {
        {"two crossings", test_two_crossings}, {"what did not happen", test_what_did_not_happen},
        {"out of order", test_out_of_order},   {"sums", test_sums},
        {"with packets", test_with_packets},
};

UNIT_MAIN("phases", tests)
