/* SPDX-License-Identifier: BSD-3-Clause */
/* test_plt.c: calls of real shared objects, in every form that a linker gives them, are led to a function of
 * ours. */
#include "plt.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "plt_sample.h"
#include "tests/unit.h"

#define OURS (-7)

static int
own_getppid(void)
{
	return OURS;
}

static int
not_called(void)
{
	return 0;
}

/* Permissions of the mappings of the file whose name ends so, as "r--p rw-p ". */
static void
permissions(const char *ending, char *out, size_t size)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[PATH_MAX + 128];

	out[0] = '\0';
	while (maps && fgets(line, sizeof(line), maps)) {
		const char *space = strchr(line, ' ');

		if (space && strstr(line, ending))
			strncat(out, space + 1, size - strlen(out) - 1 < 5 ? 0 : 5);
	}
	if (maps)
		fclose(maps);
}

/* Loads one form after the last hook, so that exactly its own entry is new (first: and those of all others).
 */
static void
one_form(const char *form, bool first)
{
	char name[64], before[128], after[128];
	int (*function)(void);
	int changed;

	*(void **)&function = plt_sample_symbol(form, "plt_sample");
	CU_ASSERT(function != NULL);
	if (!function)
		return;
	snprintf(name, sizeof(name), "plt_sample_%s.so", form);
	CU_ASSERT_EQUAL(function(), getppid());
	permissions(name, before, sizeof(before));
	changed = plt_hook("getppid", (void *)own_getppid, NULL);
	CU_ASSERT(first ? changed >= 1 : changed == 1);
	CU_ASSERT_EQUAL(function(), OURS);
	permissions(name, after, sizeof(after));
	CU_ASSERT_STRING_EQUAL(after, before);
}

static void
every_form(void)
{
	one_form("lazy", true);
	one_form("now", false);
	one_form("noplt", false);
}

static void
again_changes_nothing(void)
{
	CU_ASSERT_EQUAL(plt_hook("getppid", (void *)own_getppid, NULL), 0);
}

static void
own_object_stays(void)
{
	CU_ASSERT_NOT_EQUAL(getppid(), OURS);
}

static void
unknown_symbol(void)
{
	CU_ASSERT_EQUAL(plt_hook("vferry_no_such_function", (void *)not_called, NULL), 0);
}

static const struct unit_test tests[] = {
        {"lazy and immediate binding, and calls without a PLT", every_form},
        {"a second time nothing changes", again_changes_nothing},
        {"the object that hooks keeps the real function", own_object_stays},
        {"a symbol that nobody imports", unknown_symbol},
};

UNIT_MAIN("plt", tests)
