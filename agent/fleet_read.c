/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_read.c: see fleet.h; reads what fleet_json.c wrote. Whatever is missing, too much or out of bounds is
 * refused, with the place where it stands. */
#include <errno.h>
#include <string.h>

#include "fleet_impl.h"

/* What one call reads, and where the reading has come to. */
struct reader {
	struct fleet *fleet;
	uint64_t now_ms;
	struct err *err;
	json_error_t error;
};

/* What json_unpack_ex() said, which left the reason in reader->error. */
static int
members(struct reader *reader, int unpacked)
{
	return unpacked == 0 ? 0 : err_set(reader->err, -EINVAL, "%s", reader->error.text);
}

static int
text(struct reader *reader, const char *from, char *to, size_t size, const char *name)
{
	if (strlen(from) >= size)
		return err_set(reader->err, -EINVAL, "%s is longer than %zu bytes", name, size - 1);
	memcpy(to, from, strlen(from) + 1);
	return 0;
}

static int
within(struct reader *reader, json_int_t is, uint64_t max, const char *name)
{
	if (is < 0 || (uint64_t)is > max)
		return err_set(reader->err, -EINVAL, "%s is not within 0 and %ju", name, (uintmax_t)max);
	return 0;
}

static int
host_called(struct reader *reader, const char *uri, unsigned int *host)
{
	*host = fleet_find_host(reader->fleet, uri);
	return *host == FLEET_NOWHERE ? err_set(reader->err, -EINVAL, "%s is none of the hosts", uri) : 0;
}

static int
read_pools(struct reader *reader, json_t *array, struct fleet_pool *pools, unsigned int *npools)
{
	json_t *entry;
	size_t i;

	if (!json_is_array(array) || json_array_size(array) > FLEET_POOLS_MAX)
		return err_set(reader->err, -EINVAL, "pools is no list of at most %d", FLEET_POOLS_MAX);
	json_array_foreach (array, i, entry) {
		const char *name;
		json_int_t vfs;
		int ret = members(reader, json_unpack_ex(entry, &reader->error, JSON_STRICT, "{s:s,s:I}",
		                                         "pool", &name, "vfs", &vfs));

		if (ret < 0 || (ret = text(reader, name, pools[i].name, sizeof(pools[i].name), "pool")) < 0 ||
		    (ret = within(reader, vfs, INT32_MAX, "vfs")) < 0)
			return ret;
		pools[i].vfs = (unsigned int)vfs;
	}
	*npools = (unsigned int)json_array_size(array);
	return 0;
}

static int
read_memory(struct reader *reader, const json_t *memory, struct fleet_host *host)
{
	host->memory = json_is_null(memory) ? FLEET_UNKNOWN : (uint64_t)json_integer_value(memory);
	if (json_is_null(memory) || (json_is_integer(memory) && json_integer_value(memory) >= 0))
		return 0;
	return err_set(reader->err, -EINVAL, "memory is neither null nor a size");
}

/* Takes over what fleet_add_host() zeroes. */
static int
add_host(struct reader *reader, const struct fleet_host *host)
{
	int index = fleet_add_host(reader->fleet, host, reader->err);

	if (index < 0)
		return index == -ENOMEM ? index : -EINVAL;
	reader->fleet->hosts[index] = *host;
	return 0;
}

static int
read_host(struct reader *reader, json_t *entry)
{
	struct fleet_host host = {.others = 0};
	json_int_t failed, unreached, aside;
	json_t *memory, *pools;
	int takes, given_up, ret;
	const char *uri;

	ret = members(reader,
	              json_unpack_ex(entry, &reader->error, JSON_STRICT, "{s:s,s:b,s:o,s:o,s:I,s:I,s:I,s:b}",
	                             "uri", &uri, "takes", &takes, "memory", &memory, "pools", &pools,
	                             "failed", &failed, "unreached", &unreached, "aside_ms", &aside,
	                             "given_up", &given_up));
	if (ret < 0 || (ret = text(reader, uri, host.uri, sizeof(host.uri), "uri")) < 0 ||
	    (ret = read_memory(reader, memory, &host)) < 0 ||
	    (!json_is_null(pools) && (ret = read_pools(reader, pools, host.pools, &host.npools)) < 0) ||
	    (ret = within(reader, failed, INT32_MAX, "failed")) < 0 ||
	    (ret = within(reader, unreached, FLEET_REACH_TRIES, "unreached")) < 0 ||
	    (ret = within(reader, aside, FLEET_BACKOFF_MAX_MS, "aside_ms")) < 0)
		return ret;
	host.takes = takes;
	host.given_up = given_up;
	host.tells_vfs = !json_is_null(pools);
	host.failed = (unsigned int)failed;
	host.unreached = (unsigned int)unreached;
	host.aside_ms = aside ? reader->now_ms + (uint64_t)aside : 0;
	return add_host(reader, &host);
}

static int
read_tried(struct reader *reader, json_t *array, struct fleet_guest *guest)
{
	json_t *entry;
	size_t i;

	if (!json_is_array(array))
		return err_set(reader->err, -EINVAL, "tried is no list");
	json_array_foreach (array, i, entry) {
		unsigned int host;
		const char *uri;
		json_int_t failed;
		int refused;
		int ret =
		        members(reader, json_unpack_ex(entry, &reader->error, JSON_STRICT, "{s:s,s:I,s:b}",
		                                       "uri", &uri, "failed", &failed, "refused", &refused));

		if (ret < 0 || (ret = host_called(reader, uri, &host)) < 0 ||
		    (ret = within(reader, failed, FLEET_ATTEMPTS_MAX, "failed")) < 0)
			return ret;
		guest->failed[host] = (uint8_t)failed;
		guest->refused[host] = refused;
	}
	return 0;
}

static int
read_state(struct reader *reader, const char *name, json_t *to, struct fleet_guest *guest)
{
	bool somewhere;

	while (guest->state < FLEET_STATES && strcmp(fleet_state_name(guest->state), name) != 0)
		guest->state++;
	somewhere = guest->state == FLEET_CROSSING || guest->state == FLEET_ARRIVED;
	guest->to = FLEET_NOWHERE;
	if (guest->state == FLEET_STATES)
		return err_set(reader->err, -EINVAL, "there is no state %.20s", name);
	if (json_is_null(to) == somewhere || json_is_string(to) != somewhere)
		return err_set(reader->err, -EINVAL, "a guest that is %s %s", name,
		               somewhere ? "names no host in to" : "names something in to");
	return somewhere ? host_called(reader, json_string_value(to), &guest->to) : 0;
}

static int
read_outcome(struct reader *reader, const char *name, enum outcome *outcome)
{
	for (*outcome = OUTCOME_OK; *outcome <= OUTCOME_LOST; (*outcome)++)
		if (strcmp(outcome_name(*outcome), name) == 0)
			return 0;
	return err_set(reader->err, -EINVAL, "there is no outcome %.20s", name);
}

/* What a record says of a guest, as it stands there. */
struct said {
	const char *uuid, *name, *from, *state, *outcome, *message;
	json_int_t memory, failures, wait;
	json_t *pools, *to, *tried;
	int dropped;
};

static int
fill_guest(struct reader *reader, const struct said *said, struct fleet_guest *guest)
{
	int ret;

	if ((ret = text(reader, said->uuid, guest->uuid, sizeof(guest->uuid), "uuid")) < 0 ||
	    (ret = text(reader, said->name, guest->name, sizeof(guest->name), "name")) < 0 ||
	    (ret = text(reader, said->message, guest->message, sizeof(guest->message), "message")) < 0 ||
	    (ret = within(reader, said->memory, INT64_MAX, "memory")) < 0 ||
	    (ret = within(reader, said->failures, FLEET_ATTEMPTS_MAX, "failures")) < 0 ||
	    (ret = within(reader, said->wait, FLEET_BACKOFF_MAX_MS, "wait_ms")) < 0 ||
	    (ret = read_pools(reader, said->pools, guest->pools, &guest->npools)) < 0 ||
	    (ret = host_called(reader, said->from, &guest->from)) < 0 ||
	    (ret = read_state(reader, said->state, said->to, guest)) < 0 ||
	    (ret = read_outcome(reader, said->outcome, &guest->outcome)) < 0 ||
	    (ret = read_tried(reader, said->tried, guest)) < 0)
		return ret;
	guest->memory = (uint64_t)said->memory;
	guest->failures = (unsigned int)said->failures;
	guest->dropped = said->dropped;
	guest->not_before_ms = said->wait ? reader->now_ms + (uint64_t)said->wait : 0;
	return 0;
}

static int
read_guest(struct reader *reader, json_t *entry)
{
	struct fleet_guest guest = {.state = FLEET_WAITING};
	struct said said;
	int ret =
	        members(reader, json_unpack_ex(entry, &reader->error, JSON_STRICT,
	                                       "{s:s,s:s,s:I,s:o,s:s,s:s,s:o,s:I,s:b,s:I,s:o,s:s,s:s}",
	                                       "uuid", &said.uuid, "name", &said.name, "memory", &said.memory,
	                                       "pools", &said.pools, "from", &said.from, "state", &said.state,
	                                       "to", &said.to, "failures", &said.failures, "dropped",
	                                       &said.dropped, "wait_ms", &said.wait, "tried", &said.tried,
	                                       "outcome", &said.outcome, "message", &said.message));

	if (ret < 0 || (ret = fill_guest(reader, &said, &guest)) < 0)
		return ret;
	ret = fleet_add_guest(reader->fleet, &guest, reader->err);
	if (ret < 0)
		return ret == -ENOMEM ? ret : -EINVAL;
	reader->fleet->guests[ret] = guest;
	return 0;
}

/* Reads each entry of a list; a refusal gets the place put before it. */
static int
read_list(struct reader *reader, const char *name, json_t *array,
          int (*read)(struct reader *reader, json_t *entry))
{
	json_t *entry;
	size_t i;

	if (!json_is_array(array))
		return err_set(reader->err, -EINVAL, "%s is no list", name);
	json_array_foreach (array, i, entry) {
		int ret = read(reader, entry);

		if (ret < 0) {
			err_wrap(reader->err, "%s: [%zu]", name, i);
			return ret;
		}
	}
	return 0;
}

static int
read_limits(struct reader *reader, json_t *object)
{
	json_int_t said[4];
	int ret = members(reader, json_unpack_ex(object, &reader->error, JSON_STRICT, "{s:I,s:I,s:I,s:I}",
	                                         "crossings", &said[0], "per_host", &said[1], "per_link",
	                                         &said[2], "attempts", &said[3]));

	for (unsigned int i = 0; i < 3 && ret == 0; i++)
		ret = within(reader, said[i], INT32_MAX, "a limit");
	if (ret == 0 && (said[3] < 1 || said[3] > FLEET_ATTEMPTS_MAX))
		ret = err_set(reader->err, -EINVAL, "attempts is not within 1 and %d", FLEET_ATTEMPTS_MAX);
	if (ret < 0) {
		err_wrap(reader->err, "limits");
		return ret;
	}
	reader->fleet = fleet_new(&(struct fleet_limits){.crossings = (unsigned int)said[0],
	                                                 .per_host = (unsigned int)said[1],
	                                                 .per_link = (unsigned int)said[2],
	                                                 .attempts = (unsigned int)said[3]});
	return reader->fleet ? 0 : err_set(reader->err, -ENOMEM, "memory is out");
}

int
fleet_read(const json_t *record, uint64_t now_ms, struct fleet **fleet, struct err *err)
{
	struct reader reader = {.now_ms = now_ms, .err = err};
	const json_t *version = json_object_get(record, "version");
	json_t *limits, *hosts, *guests;
	int ret;

	if (!json_is_integer(version) || json_integer_value(version) != 1)
		return err_set(err, -EINVAL,
		               "the fleet's record is not of version 1, which is all that this vferry reads");
	/* jansson takes no const; unpacking changes nothing. */
	ret = members(&reader, json_unpack_ex((json_t *)record, &reader.error, JSON_STRICT,
	                                      "{s:o,s:o,s:o,s:o}", "version", &version, "limits", &limits,
	                                      "hosts", &hosts, "guests", &guests));
	if (ret < 0 || (ret = read_limits(&reader, limits)) < 0 ||
	    (ret = read_list(&reader, "hosts", hosts, read_host)) < 0 ||
	    (ret = read_list(&reader, "guests", guests, read_guest)) < 0) {
		fleet_free(reader.fleet);
		return ret;
	}
	*fleet = reader.fleet;
	return 0;
}
