/* SPDX-License-Identifier: BSD-3-Clause */
/* config.c: see config.h: the file, the defaults, and what is freed. */
#include "vferryd/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vferryd/config_keys.h"

int
config_defaults(struct config *config, struct err *err)
{
	struct config_key key;

	memset(config, 0, sizeof(*config));
	for (unsigned int i = 0; config_key_at(i, &key); i++) {
		void *field = config_key_field(&key, config);

		if (key.kind == CONFIG_NUMBER) {
			*(uint32_t *)field = key.number;
		} else if (key.text) {
			char **text = field;

			*text = strdup(key.text);
			if (!*text) {
				config_clear(config);
				return err_set(err, -ENOMEM, "no memory for the configuration");
			}
		}
	}
	return 0;
}

const char *
config_name(const struct config_names *names, const char *there)
{
	for (unsigned int i = 0; i < names->n; i++)
		if (strcmp(names->names[i].there, there) == 0)
			return names->names[i].here;
	return NULL;
}

static void
clear_names(struct config_names *names)
{
	for (unsigned int i = 0; i < names->n; i++) {
		free(names->names[i].there);
		free(names->names[i].here);
	}
}

void
config_clear(struct config *config)
{
	struct config_key key;

	for (unsigned int i = 0; config_key_at(i, &key); i++) {
		void *field = config_key_field(&key, config);

		if (key.kind == CONFIG_NAMES)
			clear_names(field);
		else if (key.kind != CONFIG_NUMBER)
			free(*(char **)field);
	}
	memset(config, 0, sizeof(*config));
}

/* All of fd into text, which has room for one byte more than there may be. Bytes read, or negative errno. */
static ssize_t
read_all(int fd, char *text)
{
	size_t used = 0;

	while (used <= CONFIG_SIZE_MAX) {
		ssize_t n = TEMP_FAILURE_RETRY(read(fd, text + used, CONFIG_SIZE_MAX + 1 - used));

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static int
read_file(const char *path, int fd, struct config *config, struct err *err)
{
	char *text = malloc(CONFIG_SIZE_MAX + 1);
	ssize_t size = text ? read_all(fd, text) : -ENOMEM;
	int ret;

	if (size < 0)
		ret = err_set(err, (int)size, "cannot read %.100s: %s", path, strerror((int)-size));
	else
		ret = config_parse(path, text, (size_t)size, config, err);
	free(text);
	return ret;
}

int
config_read(const char *path, struct config *config, struct err *err)
{
	const char *file = path ? path : CONFIG_PATH;
	struct stat stat;
	int ret, fd;

	memset(config, 0, sizeof(*config));
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe in its place must not hold us */
	if (fd < 0) {
		if (!path && errno == ENOENT)
			return config_defaults(config, err);
		return err_set(err, -errno, "cannot open the configuration %.100s: %s", file,
		               strerror(errno));
	}
	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		ret = err_set(err, -EINVAL, "the configuration %.100s is not a file", file);
	else
		ret = read_file(file, fd, config, err);
	(void)close(fd);
	return ret;
}
