/* SPDX-License-Identifier: BSD-3-Clause */
/* seed_cycle.c: an unmodified testpmd --hot-plug with the library loaded, but without net_vferry, loses its
 * VF and gets it back, 20 times in a row; each time the port is detached within 2 s, and the other port goes
 * on. */
#include <stdio.h>

#include "matrix/cycle.h"
#include "scenarios.h"

#define CYCLES      20u
#define DETACHED_MS 2000
#define SILENCE_US  1000000

void
seed_cycle(struct stage *stage)
{
	struct room room = {0};
	struct cycle cycle = {0};
	unsigned int done = 0;
	int code = cycle_room(&room, stage->a, true, &stage->err);

	while (code == 0 && done < CYCLES) {
		code = cycle_run(&room, DETACHED_MS, &cycle, &stage->err);
		if (code < 0 || cycle.silence_us > SILENCE_US)
			break;
		done++;
	}
	printf("    cycle %u: detached after %.2f s, back %.2f s after plugging in, other port silent for "
	       "%.2f s%s%s\n",
	       done, (double)cycle.detached_us / 1e6, (double)cycle.back_us / 1e6,
	       (double)cycle.silence_us / 1e6, code < 0 ? ": " : "", code < 0 ? stage->err.text : "");
	room_close(&room);
	CU_ASSERT_EQUAL(done, CYCLES);
}
