/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_config.c: what config.c says about example files, for scripts/check-schemas.py to compare with what
 * schemas/config-1.schema.json says.
 *
 *   read_config FILE...   one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 */
#include <stdio.h>

#include "vferryd/config.h"

int
main(int argc, char **argv)
{
	struct config config;
	struct err err;

	for (int i = 1; i < argc; i++) {
		if (config_read(argv[i], &config, &err) < 0)
			printf("%s\trefused: %s\n", argv[i], err.text);
		else
			printf("%s\taccepted\n", argv[i]);
		config_clear(&config);
	}
	return 0;
}
