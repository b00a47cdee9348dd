/* SPDX-License-Identifier: BSD-3-Clause */
/* emulator.c: see emulator.h. */
#include "emulator.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

static bool
file_says(const char *path, const char *words)
{
	FILE *file = fopen(path, "r");
	char line[4096];
	bool found = false;

	while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
		found = strstr(line, words) != NULL;
	if (file != NULL)
		fclose(file);
	return found;
}

/* QEMU 10.0 aborts now and then when a device is plugged while two CPUs are emulated. */
bool
emulator_aborted(const struct lab *lab)
{
	char pattern[600];
	bool aborted = false;
	glob_t logs;

	snprintf(pattern, sizeof(pattern), "%s/qemu-tests/logs/*/qemu/*.log", lab->build);
	if (glob(pattern, 0, NULL, &logs) != 0)
		return false;
	for (size_t i = 0; i < logs.gl_pathc; i++)
		aborted |= file_says(logs.gl_pathv[i], "iotlb_to_section: Assertion");
	globfree(&logs);
	return aborted;
}
