/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watchlog.c: the lines of guest/vf-watch. */
#include "matrix/watchlog.h"
#include "tests/unit.h"

static void
whole(void)
{
	struct watchlog log = watchlog_read("6258.697 armed\n6281.456 held 3 2\n"
	                                    "6562.406 sign remove@/devices/pci0000:00/0000:02:00.0/uio/uio0\n"
	                                    "6574.063 sign unbind@/devices/pci0000:00/0000:02:00.0\n"
	                                    "6600.000 held 0 1\n6812.906 held 0 0\n6812.906 gone\n");

	CU_ASSERT(log.armed && log.held && log.signed_off && log.gone);
	CU_ASSERT_DOUBLE_EQUAL(log.sign_ms, 6562.406, 0.001);
	CU_ASSERT_DOUBLE_EQUAL(log.teardown_ms, 250.5, 0.001);
}

static void
still_held(void)
{
	struct watchlog log = watchlog_read("10.0 armed\n11.0 held 3 2\n20.0 sign notice\n30.0 held 3 1\n");

	CU_ASSERT(log.held && log.signed_off && !log.gone);
}

/* Without a sign there is no time to count from. */
static void
gone_without_sign(void)
{
	struct watchlog log = watchlog_read("10.0 armed\n12.0 gone\n");

	CU_ASSERT(log.armed && !log.held && !log.signed_off && !log.gone);
}

static void
other_text(void)
{
	struct watchlog log = watchlog_read("usage: vf-watch PID SECONDS BDF...\n\nheld 3 2\n1.0 armed");

	CU_ASSERT(log.armed && !log.held && !log.gone);
	log = watchlog_read("");
	CU_ASSERT(!log.armed);
	log = watchlog_read(NULL);
	CU_ASSERT(!log.armed);
}

static const struct unit_test tests[] = {
        {"whole", whole},
        {"still held", still_held},
        {"gone without sign", gone_without_sign},
        {"other text", other_text},
};

UNIT_MAIN("watchlog", tests)
