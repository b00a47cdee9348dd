/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_fleet.c: what fleet_read.c says about example files, for scripts/check-schemas.py to compare with what
 * schemas/fleet-1.schema.json says.
 *
 *   read_fleet FILE...   one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *   read_fleet --write   a record as fleet_json.c writes it
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fleet.h"
#include "fleet_sample.h"

static void
judge(const char *path)
{
	json_error_t error;
	json_t *record = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	struct fleet *fleet = NULL;
	struct err err;
	int ret = record ? fleet_read(record, 0, &fleet, &err) : err_set(&err, -EINVAL, "%s", error.text);

	if (ret < 0)
		printf("%s\trefused: %s\n", path, err.text);
	else
		printf("%s\taccepted\n", path);
	fleet_free(fleet);
	json_decref(record);
}

/* Something of everything. */
static int
write_sample(void)
{
	static const enum outcome ends[] = {OUTCOME_OK, OUTCOME_BACK_ON_VF, OUTCOME_NO_VF, OUTCOME_LOST};
	json_t *record;
	int ret;

	sample_fleet(4, 2, 1, 0);
	sample_host("test:///right", 64 * GIB, 7);
	sample_host("test:///far", FLEET_UNKNOWN, -1);
	for (unsigned int i = 0; i < 6; i++)
		sample_guest("router", GIB, i);
	for (unsigned int i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		(void)fleet_ended(sample, sample_start(0), ends[i], NULL, 0);
	(void)sample_start(0);
	record = fleet_json(sample, 5);
	ret = json_dumpf(record, stdout, JSON_INDENT(2));
	json_decref(record);
	fleet_free(sample);
	return ret < 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--write") == 0)
		return write_sample();
	for (int i = 1; i < argc; i++)
		judge(argv[i]);
	return 0;
}
