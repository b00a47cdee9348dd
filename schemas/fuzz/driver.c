/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * driver.c: the main of a fuzz target where there is no libFuzzer: runs the target over files, and over the
 * files in folders. The name of a file is printed before it is run: the last one is the one that failed.
 *
 *   fuzz_NAME FILE_OR_FOLDER...
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static unsigned int passed, failed;

static void
run_file(const char *path, size_t size)
{
	uint8_t *data = malloc(size + 1);
	FILE *file = fopen(path, "r");

	if (!file || !data || fread(data, 1, size, file) != size) {
		perror(path);
		failed++;
	} else {
		printf("%s\n", path);
		(void)fflush(stdout);
		(void)LLVMFuzzerTestOneInput(data, size);
		passed++;
	}
	if (file)
		(void)fclose(file);
	free(data);
}

static void
run_file_at(const char *path)
{
	struct stat is;

	if (stat(path, &is) < 0) {
		perror(path);
		failed++;
	} else if (S_ISREG(is.st_mode)) {
		run_file(path, (size_t)is.st_size);
	}
}

static void
run(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	char inner[4096];

	if (n < 0)
		run_file_at(path);
	for (int i = 0; i < n; i++) {
		(void)snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
		run_file_at(inner);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	/* A folder without inputs tests nothing. */
	failed += passed == 0;
	printf("%u passed, %u failed, 0 skipped\n", passed, failed);
	return failed ? 1 : 0;
}
