/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * check-kmod.c: tries igb_uio in guests and prints two tables a kernel, our module next to Debian's
 * dpdk-kmods. For ours every row is a check, for Debian's a record. usage: check-kmod [--ours] FOLDER
 * KERNEL..., where FOLDER/guest-KERNEL is what mk-guest.sh made. Neighbours: removals.h, promises.h.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "promises.h"
#include "removals.h"

static unsigned int passed, failed, skipped;

static void
count(const char *wrong)
{
	if (wrong[0] == '\0')
		passed++;
	else
		failed++;
}

static bool
is_dirty(const char *log)
{
	return strcmp(log, "clean") != 0 && strcmp(log, "died") != 0;
}

/* A line below the row of a table: the promise that was not kept, and what the kernel said if there is more.
 */
static void
explain(const char *whose, const char *wrong, const char *log)
{
	if (wrong[0] == '\0')
		return;
	printf("    %s: %s", whose, wrong);
	if (log != NULL && is_dirty(log))
		printf(": %s", log);
	printf("\n");
}

static void
print_removal(const struct removal *seen)
{
	printf(" | %-8s %-6s %-4s %-6s %-5s", seen->map, seen->woken, seen->irqs, seen->again,
	       is_dirty(seen->log) ? "dirty" : seen->log);
}

/* debian is NULL when only ours is tried; so below. */
static void
removal_row(struct subject *ours, struct subject *debian, enum way way, enum holder holder)
{
	struct removal mine, theirs;

	printf("%-10s %-11s", way_names[way], holder_names[holder]);
	removal_run(ours, way, holder, &mine);
	print_removal(&mine);
	if (debian != NULL) {
		removal_run(debian, way, holder, &theirs);
		print_removal(&theirs);
	}
	printf("\n");
	count(mine.wrong);
	explain("FAIL ours", mine.wrong, mine.log);
	if (debian != NULL)
		explain("Debian's", theirs.wrong, theirs.log);
	fflush(stdout);
}

static const char *
kept(const char *wrong)
{
	return wrong[0] == '\0' ? "yes" : "no";
}

static void
promise_row(struct subject *ours, struct subject *debian, const struct promise *promise)
{
	char mine[SAID], theirs[SAID] = "";
	bool both = debian != NULL && !promise->ours_only;

	promise_run(ours, promise, mine, sizeof(mine));
	if (both)
		promise_run(debian, promise, theirs, sizeof(theirs));
	printf("%-48s %-5s %s\n", promise->name, kept(mine), both ? kept(theirs) : "-");
	count(mine);
	explain("FAIL ours", mine, NULL);
	explain("Debian's", theirs, NULL);
	fflush(stdout);
}

static void
tables(struct subject *ours, struct subject *debian)
{
	const char *columns = " | mapping  reader irqs again  log  ";

	printf("\nkernel %s\n%-22s | ours%31s%s\n", ours->kernel, "removal", "",
	       debian == NULL ? "" : "| Debian's");
	printf("%-10s %-11s%s%s\n", "by", "open in", columns, debian == NULL ? "" : columns);
	for (enum way way = 0; way < WAY_MAX; way++)
		for (enum holder holder = 0; holder < HOLDER_MAX; holder++)
			removal_row(ours, debian, way, holder);
	printf("\n%-48s ours  %s\n", "promise", debian == NULL ? "" : "Debian's");
	for (size_t i = 0; i < n_promises; i++)
		promise_row(ours, debian, &promises[i]);
}

/* Whether the folder lacks something, with the reason in a file of that name. */
static bool
lacks(const char *folder, const char *name, const char *what)
{
	char path[512], reason[256] = "";
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	if (fgets(reason, sizeof(reason), f) != NULL)
		printf("SKIP %s: %s", what, reason);
	fclose(f);
	skipped++;
	return true;
}

static void
kernel(const char *folder, const char *series, bool ours_alone)
{
	char path[256], what[64];
	struct subject ours = {.kernel = series, .folder = path, .ours = true};
	struct subject debian = {.kernel = series, .folder = path};

	snprintf(path, sizeof(path), "%s/guest-%s", folder, series);
	snprintf(what, sizeof(what), "kernel %s", series);
	if (lacks(path, "missing", what))
		return;
	snprintf(what, sizeof(what), "Debian's igb_uio on %s", series);
	ours_alone = ours_alone || lacks(path, "debian-missing", what);
	tables(&ours, ours_alone ? NULL : &debian);
	machine_stop(&ours.machine);
	machine_stop(&debian.machine);
}

int
main(int argc, char **argv)
{
	bool ours_alone = argc > 1 && strcmp(argv[1], "--ours") == 0;
	int first = ours_alone ? 2 : 1;

	if (argc < first + 2) {
		fprintf(stderr, "usage: check-kmod [--ours] FOLDER KERNEL...\n");
		return 2;
	}
	/* A guest that has died is an answer. */
	signal(SIGPIPE, SIG_IGN);
	for (int i = first + 1; i < argc; i++)
		kernel(argv[first], argv[i], ours_alone);
	printf("\nkmod: %u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed != 0;
}
