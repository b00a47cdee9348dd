/* SPDX-License-Identifier: BSD-3-Clause */
/* list.c: `vferry list`: the guests that vferryd watches, as it tells of them. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "show.h"
#include "table.h"

struct list {
	bool json;
};

#define AT(member)     offsetof(struct list, member)
#define LIST_PAIRS_MAX 16 /* of a guest */

const struct operand_spec list_operands[] = {
        {0},
};

const struct option_spec list_options[] = {
        {"json", 0, OPTION_FLAG, AT(json), NULL, 0, 0, "print JSON"},
        {0},
};

struct guest {
	const char *domain, *state, *library; /* library NULL: it has not said */
	json_int_t since_s;
	json_t *pairs;
};

/* The two largest units: "3d 4h", "12m 5s". */
static const char *
duration(json_int_t seconds, char text[32])
{
	static const struct {
		json_int_t s;
		char name;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
	unsigned int i = 0;

	while (i < 3 && seconds < units[i].s)
		i++;
	if (i == 3)
		snprintf(text, 32, "%" PRId64 "s", (int64_t)seconds);
	else
		snprintf(text, 32, "%" PRId64 "%c %" PRId64 "%c", (int64_t)(seconds / units[i].s),
		         units[i].name, (int64_t)(seconds % units[i].s / units[i + 1].s), units[i + 1].name);
	return text;
}

/* false: it is none. The vferryd that answers may be of another version. */
static bool
read_guest(json_t *json, struct guest *guest)
{
	json_t *library;

	if (json_unpack(json, "{s:s, s:s, s:o, s:I, s:o}", "domain", &guest->domain, "state", &guest->state,
	                "library", &library, "since_s", &guest->since_s, "pairs", &guest->pairs) < 0)
		return false;
	guest->library = json_string_value(library);
	return (guest->library || json_is_null(library)) && guest->since_s >= 0 &&
	       json_is_array(guest->pairs);
}

static bool
read_pair(const json_t *json, char text[64])
{
	const char *mac = json_string_value(json_object_get(json, "mac"));
	const char *path = json_string_value(json_object_get(json, "path"));

	snprintf(text, 64, "%.31s:%.31s", mac ? mac : "", path ? path : "");
	return mac && path;
}

/* A line for each pair, as there may be sixteen. 0 or -EBADMSG. */
static int
add_guest(struct table *table, json_t *json)
{
	struct guest guest = {0};
	char since[32], pair[64] = "-";

	if (!read_guest(json, &guest))
		return -EBADMSG;
	for (size_t i = 0; i == 0 || i < json_array_size(guest.pairs); i++) {
		if (json_array_size(guest.pairs) > 0 && !read_pair(json_array_get(guest.pairs, i), pair))
			return -EBADMSG;
		if (i == 0)
			TABLE_ADD(table, guest.domain, guest.state, guest.library ? guest.library : "-", pair,
			          duration(guest.since_s, since));
		else
			TABLE_ADD(table, "", "", "", pair, "");
	}
	return 0;
}

int
list_print(const json_t *result, FILE *out)
{
	static struct table table;
	const json_t *guests = json_object_get(result, "guests");
	size_t n = json_array_size(guests);
	int ret = json_is_array(guests) ? 0 : -EBADMSG;

	if (ret == 0 && n == 0)
		fprintf(out, "vferryd watches no guests\n");
	table = (struct table){0};
	for (size_t i = 0; ret == 0 && i < n; i++) {
		if (table.rows == 0)
			TABLE_ADD(&table, "DOMAIN", "STATE", "LIBRARY", "PAIRS", "SINCE");
		ret = add_guest(&table, json_array_get(guests, i));
		if (ret == 0 && (i == n - 1 || table.rows > TABLE_ROWS_MAX - LIST_PAIRS_MAX)) {
			table_print(&table, out);
			table = (struct table){0};
		}
	}
	return ret;
}

int
list_run(const struct command *command, int argc, char **argv)
{
	struct list list = {0};
	struct err err = {0};
	json_t *result;
	int code;

	if (!command_parse(command, argc, argv, &list, &code))
		return code;
	code = ask(CONTROL_LIST, NULL, &result, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text);
	if (list.json)
		return show_json(result);
	code = show_answer(list_print(result, stdout));
	json_decref(result);
	return code;
}
