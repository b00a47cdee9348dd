/* SPDX-License-Identifier: BSD-3-Clause */
/* survey.c: a survey as JSON and back. See survey.h. */
#include "vferryd/survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static json_t *
host(const struct survey_host *is)
{
	json_t *running = json_array();

	for (unsigned int i = 0; i < is->nrunning; i++)
		json_array_append_new(running, json_string(is->running[i]));
	return json_pack(
	        "{s:o,s:o,s:o,s:o,s:o}", "uri", report_text(is->host.uri), "why", report_text(is->why),
	        "memory",
	        is->host.memory == FLEET_UNKNOWN ? json_null() : json_integer((json_int_t)is->host.memory),
	        "pools", is->host.tells_vfs ? fleet_pools_json(is->host.pools, is->host.npools) : json_null(),
	        "running", running);
}

json_t *
survey_json(const struct survey *survey)
{
	json_t *hosts = json_array(), *guests = json_array();

	for (unsigned int i = 0; i < survey->nhosts; i++)
		json_array_append_new(hosts, host(&survey->hosts[i]));
	for (unsigned int i = 0; i < survey->nguests; i++) {
		const struct fleet_guest *is = &survey->guests[i];

		json_array_append_new(guests, json_pack("{s:o,s:s,s:I,s:o}", "domain", report_text(is->name),
		                                        "uuid", is->uuid, "memory", (json_int_t)is->memory,
		                                        "pools", fleet_pools_json(is->pools, is->npools)));
	}
	return json_pack("{s:o,s:o}", "hosts", hosts, "guests", guests);
}

static int
unpacked(int ret, const json_error_t *error, struct err *err)
{
	return ret == 0 ? 0 : err_set(err, -EINVAL, "%s", error->text);
}

static int
read_text(const char *from, char *to, size_t size, const char *name, struct err *err)
{
	if (strlen(from) >= size)
		return err_set(err, -EINVAL, "%s is longer than %zu bytes", name, size - 1);
	memcpy(to, from, strlen(from) + 1);
	return 0;
}

static int
read_memory(json_int_t from, uint64_t *to, struct err *err)
{
	if (from < 0 || from > CONTROL_ID_MAX)
		return err_set(err, -EINVAL, "memory is out of range");
	*to = (uint64_t)from;
	return 0;
}

static int
read_pools(const json_t *array, struct fleet_pool *to, unsigned int *n, struct err *err)
{
	json_error_t error;
	json_t *entry;
	size_t i;

	if (!json_is_array(array) || json_array_size(array) > FLEET_POOLS_MAX)
		return err_set(err, -EINVAL, "pools is no list of at most %d", FLEET_POOLS_MAX);
	json_array_foreach (array, i, entry) {
		const char *name;
		json_int_t vfs;
		int ret = unpacked(
		        json_unpack_ex(entry, &error, JSON_STRICT, "{s:s,s:I}", "pool", &name, "vfs", &vfs),
		        &error, err);

		if (ret == 0 && (vfs < 0 || vfs > INT32_MAX || !name[0]))
			ret = err_set(err, -EINVAL, "a pool has no name, or its vfs are out of range");
		if (ret < 0 || read_text(name, to[i].name, sizeof(to[i].name), "pool", err) < 0)
			return -EINVAL;
		to[i].vfs = (unsigned int)vfs;
	}
	*n = (unsigned int)json_array_size(array);
	return 0;
}

static int
read_running(const json_t *array, struct survey_host *to, struct err *err)
{
	json_t *entry;
	size_t i;

	if (!json_is_array(array) || json_array_size(array) > SURVEY_RUNNING_MAX)
		return err_set(err, -EINVAL, "running is no list of at most %d", SURVEY_RUNNING_MAX);
	to->running = calloc(json_array_size(array) + 1, sizeof(*to->running));
	if (!to->running)
		return err_set(err, -ENOMEM, "memory is out");
	json_array_foreach (array, i, entry) {
		if (!json_is_string(entry) || json_string_length(entry) != sizeof(*to->running) - 1)
			return err_set(err, -EINVAL, "running: [%zu] is no UUID", i);
		memcpy(to->running[i], json_string_value(entry), sizeof(*to->running));
	}
	to->nrunning = (unsigned int)json_array_size(array);
	return 0;
}

static int
read_host(json_t *json, struct survey_host *to, struct err *err)
{
	const json_t *memory, *vfs, *running;
	const char *uri, *why;
	json_error_t error;
	int ret = unpacked(json_unpack_ex(json, &error, JSON_STRICT, "{s:s,s:s,s:o,s:o,s:o}", "uri", &uri,
	                                  "why", &why, "memory", &memory, "pools", &vfs, "running", &running),
	                   &error, err);

	if (ret == 0)
		ret = read_text(uri, to->host.uri, sizeof(to->host.uri), "uri", err);
	if (ret == 0)
		ret = read_text(why, to->why, sizeof(to->why), "why", err);
	if (ret == 0)
		ret = read_running(running, to, err);
	to->host.memory = FLEET_UNKNOWN;
	if (ret == 0 && !json_is_null(memory))
		ret = json_is_integer(memory) ? read_memory(json_integer_value(memory), &to->host.memory, err)
		                              : err_set(err, -EINVAL, "memory is neither null nor a number");
	to->host.tells_vfs = ret == 0 && !json_is_null(vfs);
	return to->host.tells_vfs ? read_pools(vfs, to->host.pools, &to->host.npools, err) : ret;
}

static int
read_guest(json_t *json, struct fleet_guest *to, struct err *err)
{
	const char *name, *uuid;
	const json_t *needs;
	json_int_t memory;
	json_error_t error;
	int ret = unpacked(json_unpack_ex(json, &error, JSON_STRICT, "{s:s,s:s,s:I,s:o}", "domain", &name,
	                                  "uuid", &uuid, "memory", &memory, "pools", &needs),
	                   &error, err);

	if (ret == 0)
		ret = read_text(name, to->name, sizeof(to->name), "domain", err);
	if (ret == 0)
		ret = read_text(uuid, to->uuid, sizeof(to->uuid), "uuid", err);
	if (ret == 0)
		ret = read_memory(memory, &to->memory, err);
	return ret == 0 ? read_pools(needs, to->pools, &to->npools, err) : ret;
}

static int
read_guests(const json_t *array, struct survey *survey, struct err *err)
{
	json_t *entry;
	size_t i;

	if (!json_is_array(array) || json_array_size(array) > FLEET_GUESTS_MAX)
		return err_set(err, -EINVAL, "guests is no list of at most %d", FLEET_GUESTS_MAX);
	survey->guests = calloc(json_array_size(array) + 1, sizeof(*survey->guests));
	if (!survey->guests)
		return err_set(err, -ENOMEM, "memory is out");
	json_array_foreach (array, i, entry) {
		int ret = read_guest(entry, &survey->guests[i], err);

		if (ret < 0) {
			err_wrap(err, "guests: [%zu]", i);
			return ret;
		}
	}
	survey->nguests = (unsigned int)json_array_size(array);
	return 0;
}

static int
read_hosts(const json_t *array, struct survey *survey, struct err *err)
{
	json_t *entry;
	size_t i, n = json_array_size(array);

	if (n < 1 || n > FLEET_HOSTS_MAX)
		return err_set(err, -EINVAL, "hosts is no list of 1 to %d", FLEET_HOSTS_MAX);
	survey->nhosts = (unsigned int)n;
	json_array_foreach (array, i, entry) {
		int ret = read_host(entry, &survey->hosts[i], err);

		if (ret < 0) {
			err_wrap(err, "hosts: [%zu]", i);
			return ret;
		}
	}
	return 0;
}

int
survey_read(const json_t *json, struct survey *survey, struct err *err)
{
	const json_t *hosts, *guests;
	json_error_t error;
	int ret = unpacked(json_unpack_ex((json_t *)json, &error, JSON_STRICT, "{s:o,s:o}", "hosts", &hosts,
	                                  "guests", &guests),
	                   &error, err);

	if (ret == 0)
		ret = read_hosts(hosts, survey, err);
	return ret == 0 ? read_guests(guests, survey, err) : ret;
}

void
survey_clear(struct survey *survey)
{
	for (unsigned int i = 0; i < survey->nhosts; i++)
		free(survey->hosts[i].running);
	free(survey->guests);
	memset(survey, 0, sizeof(*survey));
}

unsigned int
survey_find(const struct survey *survey, const char *uuid)
{
	for (unsigned int i = 0; i < survey->nhosts; i++)
		for (unsigned int k = 0; k < survey->hosts[i].nrunning; k++)
			if (strcmp(survey->hosts[i].running[k], uuid) == 0)
				return i;
	return FLEET_NOWHERE;
}
