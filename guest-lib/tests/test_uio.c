/* SPDX-License-Identifier: BSD-3-Clause */
/* test_uio.c: the states of a device that may be taken away: every sequence of events, and what is left to
 * release. */
#include "uio.h"

#include "tests/unit.h"

enum { DEPTH = 6 };

static const enum uio_hold all[] = {UIO_CONFIG, UIO_MAP};

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
	CU_ASSERT_EQUAL(take_all(&uio), UIO_CONFIG | UIO_MAP);
	CU_ASSERT_EQUAL(take_all(&uio), 0);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_RELEASE));
	CU_ASSERT_EQUAL(uio.state, UIO_RELEASED);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_OPEN));
	CU_ASSERT_EQUAL(take_all(&uio), UIO_CONFIG | UIO_MAP);
}

/* The driver goes first, then the function: nothing is let go twice. */
static void
taken_away(void)
{
	struct uio uio = {0};

	uio_tell(&uio, UIO_OPEN);
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_REMOVE));
	CU_ASSERT_FALSE(uio_tell(&uio, UIO_REMOVE));
	CU_ASSERT_TRUE(uio_take(&uio, UIO_CONFIG));
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_UNPLUG));
	CU_ASSERT_FALSE(uio_take(&uio, UIO_CONFIG));
	CU_ASSERT_TRUE(uio_take(&uio, UIO_MAP));
	CU_ASSERT_TRUE(uio_tell(&uio, UIO_RELEASE));
	CU_ASSERT_EQUAL(take_all(&uio), 0);
}

/* Whatever comes in whatever order, with everything taken after it or not: what is released was opened
 * before, and not released since. A sequence is a number in base eight: a digit is an event, and whether all
 * is taken then. */
static void
every_sequence(void)
{
	for (unsigned int sequence = 0; sequence < 1u << 3 * DEPTH; sequence++) {
		struct uio uio = {0};
		unsigned int open = 0;

		for (unsigned int i = 0; i < DEPTH; i++) {
			unsigned int digit = sequence >> 3 * i & 7;
			enum uio_event event = digit >> 1;

			if (uio_tell(&uio, event) && event == UIO_OPEN)
				open = UIO_CONFIG | UIO_MAP;
			CU_ASSERT_EQUAL(uio.held & ~open, 0);
			if (uio.state == UIO_RELEASED || uio.state == UIO_PROBED)
				CU_ASSERT_EQUAL(uio.held, 0);
			if (digit & 1)
				open &= ~take_all(&uio);
		}
	}
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
