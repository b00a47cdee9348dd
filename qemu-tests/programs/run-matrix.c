/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * run-matrix.c: guest kernels by drivers by ways in which a VF goes away: one guest for each kernel, driver
 * and stand, in which one removal after another is measured. --list names them as KERNEL/DRIVER/REMOVAL,
 * --only PATTERN... takes those that match (as a shell matches file names), --short a diagonal. The last line
 * is "matrix: N passed, N failed, N skipped". Neighbours: matrix/.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emulator.h"
#include "guest_log.h"
#include "matrix/measure.h"
#include "matrix/table.h"

#define ROWS_MAX 256

static const struct patience patience = {.gone_ms = 12000, .again_ms = 20000};

/* A few minutes: every kernel, every driver, and the removals that differ most. */
static const char *const diagonal[] = {
        "5.10/igb_uio/device-del",         "6.1/vfio-pci/device-del", "6.1/vfio-pci/decode-off-vfio",
        "6.12/uio_pci_generic/unbind",     "6.12/igb_uio/numvfs-0",   "6.1/igb_uio-debian/twice",
        "6.12/uio_pci_generic/device-del",
};

static struct lab lab;

static bool
read_reason(const char *path, char *reason, size_t size)
{
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return false;
	if (fgets(reason, (int)size, file) == NULL)
		snprintf(reason, size, "it is not there");
	reason[strcspn(reason, "\n")] = '\0';
	fclose(file);
	return true;
}

/* Why a row's guest cannot be had, as image/mk-image.sh left it. */
static bool
is_missing(const struct row *row, char *reason, size_t size)
{
	const char *image = getenv("VFERRY_IMAGE");
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.missing", image, row->kernel);
	if (read_reason(path, reason, size))
		return true;
	snprintf(path, sizeof(path), "%s/%s/%s.missing", image, row->kernel, row->driver);
	return read_reason(path, reason, size);
}

/* Opens the guest that the row needs, unless the one that is open is such a one. */
static int
enter(struct room *room, const struct row *row, const struct row *before, struct err *err)
{
	struct vm_options options = {.kernel = row->kernel, .driver = row->driver};

	if (room->host != NULL && before != NULL && strcmp(before->kernel, row->kernel) == 0 &&
	    strcmp(before->driver, row->driver) == 0 && before->surprise->stand == row->surprise->stand)
		return 0;
	room_close(room);
	options.pairs = row->surprise->stand == STAND_FOUR ? 4 : 1;
	options.pf = row->surprise->stand == STAND_PF;
	options.vf_model = row->surprise->stand == STAND_E1000E ? "e1000e" : NULL;
	return room_open(room, &lab.hosts[HOST_A], &options, err);
}

/* One row in its guest; after a failure the guest is not fit for another. */
static bool
try_row(struct room *room, struct row *row, const struct row *before)
{
	char why[400], name[96];
	struct err err;

	row->result = (struct result){0};
	if (enter(room, row, before, &err) < 0)
		snprintf(row->result.broken, sizeof(row->result.broken), "%.150s", err.text);
	else
		measure(room, row->surprise, &patience, &row->result);
	row->done = true;
	if (verdict(&row->result, &row->surprise->limits, why, sizeof(why)))
		return true;
	snprintf(name, sizeof(name), "matrix-%s-%s-%s", row->kernel, row->driver, row->surprise->name);
	guest_log_keep(&lab, ROOM_GUEST, name);
	room_close(room);
	return false;
}

/* Whether nothing was wrong but the time that it took. */
static bool
only_late(const struct row *row)
{
	static const struct limits any = {0};
	char why[400];

	return row->result.gone >= (row->surprise->limits.teardown_ms > 0) &&
	       verdict(&row->result, &any, why, sizeof(why));
}

/* An emulator that stands still on a busy machine looks like an outage, but not twice at the same place. */
static void
run_row(struct room *room, struct row *row, const struct row *before)
{
	bool good = false;

	if (is_missing(row, row->result.skipped, sizeof(row->result.skipped))) {
		row->done = true;
		good = true;
	} else {
		good = try_row(room, row, before);
	}
	if (!good && (only_late(row) || emulator_aborted(&lab))) {
		table_print(row);
		printf("       %s; once more\n", only_late(row)
		                                         ? "that may be the emulator, standing still"
		                                         : "QEMU's emulator aborted by its own assertion");
		try_row(room, row, NULL);
	}
	table_print(row);
}

static bool
run_all(struct row *rows, size_t n)
{
	struct room room = {0};
	bool good;

	table_head();
	for (size_t i = 0; i < n; i++)
		run_row(&room, &rows[i], i > 0 ? &rows[i - 1] : NULL);
	room_close(&room);
	good = table_sum("matrix", rows, n);
	return good;
}

int
main(int argc, char **argv)
{
	static struct row rows[ROWS_MAX];
	const char *const *patterns = (const char *const *)argv + 2;
	size_t npatterns = argc > 2 ? (size_t)argc - 2 : 0, n;
	const char *what = argc > 1 ? argv[1] : "";
	struct err err;
	bool good;

	if (strcmp(what, "--short") == 0) {
		patterns = diagonal;
		npatterns = sizeof(diagonal) / sizeof(diagonal[0]);
	} else if (argc > 1 && strcmp(what, "--list") != 0 && (strcmp(what, "--only") != 0 || argc < 3)) {
		fprintf(stderr, "usage: in-lab.sh BUILD run-matrix [--short | --only PATTERN... | --list]\n");
		return 2;
	}
	n = table_rows(rows, ROWS_MAX, patterns, npatterns);
	if (strcmp(what, "--list") == 0) {
		for (size_t i = 0; i < n; i++)
			printf("%s/%s/%s\n", rows[i].kernel, rows[i].driver, rows[i].surprise->name);
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		printf("matrix: 0 passed, 1 failed, 0 skipped\n");
		return 1;
	}
	good = run_all(rows, n);
	lab_down(&lab);
	return good ? 0 : 1;
}
