/* SPDX-License-Identifier: BSD-3-Clause */
/* snapshot.c: see snapshot.h. */
#include "vferryd/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

/* Nothing, when there is no default file. 0 or negative errno. */
static int
copy(const char *path, int to)
{
	int from = open(path ? path : CONFIG_PATH, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error = 0;
	ssize_t n = 1;

	if (from < 0)
		return !path && errno == ENOENT ? 0 : -errno;
	while (n > 0)
		n = sendfile(to, from, NULL, CONFIG_SIZE_MAX);
	if (n < 0)
		error = -errno;
	(void)close(from);
	return error;
}

/* What was copied is what counts: the file may have changed since it was read. */
static int
read_copy(int fd, struct config *config, struct err *err)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return config_read(name, config, err);
}

int
snapshot_read(const char *path, struct config *config, struct err *err)
{
	int fd, ret = config_read(path, config, err);

	if (ret < 0)
		return ret;
	config_clear(config); /* it was for its complaints, which name the file */
	fd = memfd_create("vferryd.conf", MFD_CLOEXEC);
	ret = fd < 0 ? -errno : copy(path, fd);
	if (ret < 0)
		err_set(err, ret, "cannot keep the configuration in memory: %s", strerror(-ret));
	else
		ret = read_copy(fd, config, err);
	if (ret == 0 && dup3(fd, SNAPSHOT_FD, 0) < 0) {
		ret = err_set(err, -errno, "cannot keep the configuration in memory: %s", strerror(errno));
		config_clear(config);
	}
	if (fd >= 0)
		(void)close(fd);
	return ret;
}
