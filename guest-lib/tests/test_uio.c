/* SPDX-License-Identifier: BSD-3-Clause */
/* test_uio.c: the states of a device that may be taken away: every sequence of events, and what is left to
 * release. */
#include "uio.h"

#include "tests/unit.h"

enum { DEPTH = 6 };

static const enum uio_hold all[] = {UIO_INTERRUPT, UIO_CONFIG, UIO_FD, UIO_MAP};

static unsigned int
take_all(struct uio *uio)
{
	unsigned int taken = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		taken |= uio_take(uio, all[i]) ? all[i] : 0;
	return taken;
}

static void
orderly(void)
{
	struct uio uio = {0};

	CU_ASSERT_EQUAL(take_all(&uio), 0);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_OPEN));
	CU_ASSERT_EQUAL(take_all(&uio), UIO_INTERRUPT | UIO_CONFIG | UIO_FD | UIO_MAP);
	CU_ASSERT_EQUAL(take_all(&uio), 0);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_RELEASE));
	CU_ASSERT_EQUAL(uio.state, UIO_RELEASED);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_OPEN));
	CU_ASSERT_EQUAL(take_all(&uio), UIO_INTERRUPT | UIO_CONFIG | UIO_FD | UIO_MAP);
}

/* The driver goes first, then the function: nothing is released twice, nothing that the kernel took. */
static void
taken_away(void)
{
	struct uio uio = {0};

	uio_tell(&uio, UIO_OPEN);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_REMOVE));
	CU_ASSERT_FALSE(uio_tell(&uio, UIO_REMOVE));
	CU_ASSERT_FALSE(uio_take(&uio, UIO_INTERRUPT));
	CU_ASSERT_FALSE(uio_take(&uio, UIO_CONFIG));
	CU_ASSERT_TRUE(uio_take(&uio, UIO_FD));
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_UNPLUG));
	CU_ASSERT_FALSE(uio_take(&uio, UIO_FD));
	CU_ASSERT_TRUE(uio_take(&uio, UIO_MAP));
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_RELEASE));
	CU_ASSERT_EQUAL(take_all(&uio), 0);
}

/* Whatever comes in whatever order: what is released was opened before, and not released since. */
static void
walk(struct uio uio, unsigned int depth)
{
	static unsigned int open;

	for (enum uio_event event = 0; event < UIO_EVENT_MAX_; event++) {
		struct uio after = uio;
		unsigned int before = open;

		if (uio_tell(&after, event) && event == UIO_OPEN)
			open = UIO_INTERRUPT | UIO_CONFIG | UIO_FD | UIO_MAP;
		CU_ASSERT_EQUAL(after.held & ~open, 0);
		if (after.state != UIO_OPENED)
			CU_ASSERT_EQUAL(after.held & (UIO_INTERRUPT | UIO_CONFIG), 0);
		if (after.state == UIO_RELEASED || after.state == UIO_PROBED)
			CU_ASSERT_EQUAL(after.held, 0);
		if (depth > 0) {
			walk(after, depth - 1);
			open &= ~take_all(&after);
			walk(after, depth - 1);
		}
		open = before;
	}
}

static void
every_sequence(void)
{
	walk((struct uio){0}, DEPTH);
}

static void
names_tell_states(void)
{
	CU_ASSERT_STRING_EQUAL(uio_state_name(UIO_PROBED), "probed");
	CU_ASSERT_STRING_EQUAL(uio_state_name(UIO_RELEASED), "released");
}

static const struct unit_test tests[] = {
        {"orderly release", orderly},
        {"a device that is taken away", taken_away},
        {"every sequence of events", every_sequence},
        {"names", names_tell_states},
};

UNIT_MAIN("uio", tests)
