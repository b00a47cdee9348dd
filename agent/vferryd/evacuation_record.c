/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_record.c: an evacuation on the disk: {"request": what was asked, "fleet": as
 * schemas/fleet-1.schema.json}. It is there as a whole or as it was before. See evacuation.h. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vferryd/evacuation_impl.h"

/* The folder is made when no crossing has made it yet. */
static int
make_folder_of(const char *path)
{
	char *copy = strdup(path);
	int ret = copy && (mkdir(dirname(copy), 0700) == 0 || errno == EEXIST) ? 0 : -1;

	free(copy);
	return ret;
}

static int
sync_folder_of(const char *path)
{
	char *copy = strdup(path);
	int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int ret = fd >= 0 && fsync(fd) == 0 ? 0 : -1;

	if (fd >= 0)
		close(fd);
	free(copy);
	return ret;
}

static int
write_file(const char *path, const json_t *json)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int ret = fd >= 0 && json_dumpfd(json, fd, JSON_COMPACT) == 0 && fsync(fd) == 0 ? 0 : -1;

	if (fd >= 0)
		close(fd);
	return ret;
}

int
evacuation_record_write(const char *path, const char *line, const struct fleet *fleet, uint64_t now_ms,
                        struct err *err)
{
	json_t *json = json_pack("{s:o,s:o}", "request", json_loads(line, 0, NULL), "fleet",
	                         fleet_json(fleet, now_ms));
	char fresh[4096];
	int n = snprintf(fresh, sizeof(fresh), "%s.new", path), ret = 0;

	errno = ENOMEM;
	if (!json || n >= (int)sizeof(fresh) || make_folder_of(path) < 0 || write_file(fresh, json) < 0 ||
	    rename(fresh, path) < 0 || sync_folder_of(path) < 0)
		ret = err_set(err, -errno, "the record of the evacuation, %s, cannot be written: %s", path,
		              strerror(errno));
	json_decref(json);
	return ret;
}

static int
take_apart(json_t *json, uint64_t now_ms, char **line, struct fleet **fleet, struct err *err)
{
	struct control_request request;
	json_error_t error;
	json_t *asked, *record;
	char *text;
	int ret;

	if (json_unpack_ex(json, &error, JSON_STRICT, "{s:o,s:o}", "request", &asked, "fleet", &record) < 0)
		return err_set(err, -EINVAL, "%s", error.text);
	text = json_dumps(asked, JSON_COMPACT);
	if (!text)
		return err_set(err, -EINVAL, "request is no object");
	ret = control_decode_request(text, strlen(text), &request, err) < 0 ? -EINVAL : 0;
	if (ret == 0) {
		if (request.method == CONTROL_EVACUATE)
			*line = control_encode_request(&request, err);
		control_request_clear(&request);
		if (!*line)
			ret = err_set(err, -EINVAL, "request asks for no evacuation");
	}
	free(text);
	return ret < 0 ? ret : fleet_read(record, now_ms, fleet, err);
}

int
evacuation_record_read(const char *path, uint64_t now_ms, char **line, struct fleet **fleet, struct err *err)
{
	json_error_t error;
	json_t *json;
	int ret;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return -ENOENT;
	json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	*line = NULL;
	ret = json ? take_apart(json, now_ms, line, fleet, err)
	           : err_set(err, -EINVAL, "line %d: %s", error.line, error.text);
	json_decref(json);
	if (ret == 0)
		return 0;
	free(*line);
	*line = NULL;
	err_wrap(err, "the record of an evacuation, %s, cannot be read: move it away and ask again", path);
	return ret;
}

void
evacuation_record_remove(const char *path)
{
	(void)unlink(path);
	(void)sync_folder_of(path);
}
