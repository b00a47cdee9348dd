/* SPDX-License-Identifier: BSD-3-Clause */
/* input.c: see input.h. */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
check(const char *path, const char *text, size_t size, struct err *err)
{
	if (size > INPUT_MAX)
		return err_set(err, -EFBIG, "%s is larger than %d bytes: it should hold one device", path,
		               INPUT_MAX);
	if (size == 0)
		return err_set(err, -EINVAL, "%s is empty: it should hold one device", path);
	if (memchr(text, '\0', size))
		return err_set(err, -EINVAL, "%s is not a text: it should hold one device's XML", path);
	return 0;
}

static int
slurp(const char *path, FILE *file, char **text, struct err *err)
{
	char *buf = calloc(1, INPUT_MAX + 2);
	size_t size;
	int rc;

	if (!buf)
		return err_set(err, -ENOMEM, "no memory to read %s", path);
	errno = 0;
	size = fread(buf, 1, INPUT_MAX + 1, file);
	if (ferror(file))
		rc = err_set(err, errno ? -errno : -EIO, "cannot read %s: %s", path, strerror(errno));
	else
		rc = check(path, buf, size, err);
	if (rc)
		free(buf);
	else
		*text = buf;
	return rc;
}

int
input_read(const char *path, char **text, struct err *err)
{
	FILE *file;
	int rc;

	if (!strcmp(path, "-"))
		return slurp("standard input", stdin, text, err);
	file = fopen(path, "re");
	if (!file)
		return err_set(err, -errno, "cannot open %s: %s: name a file that can be read, or -", path,
		               strerror(errno));
	rc = slurp(path, file, text, err);
	fclose(file);
	return rc;
}
