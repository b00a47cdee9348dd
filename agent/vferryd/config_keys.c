/* SPDX-License-Identifier: BSD-3-Clause */
/* config_keys.c: see config_keys.h. */
#include "vferryd/config_keys.h"

#include <stdio.h>
#include <string.h>

#include "hooknote.h"
#include "host_ops.h"
#include "steps.h"

#define AT(field) offsetof(struct config, field)
#define DAY_S     86400
#define NUM(rows) (sizeof(rows) / sizeof((rows)[0]))

/* 107 bytes are what a socket's address takes; a network's or bridge's name is as long as libvirt has it. */
static const struct config_key rows[] = {
        {"uri", CONFIG_TEXT, AT(uri), 1, 255, .text = "qemu:///system"},
        {"socket.path", CONFIG_FILE, AT(socket.path), 1, 107, .text = "/run/vferry/control.sock"},
        {"socket.group", CONFIG_TEXT, AT(socket.group), 1, 255, .text = "libvirt"},
        {"socket.hook", CONFIG_FILE, AT(socket.hook), 1, 107, .text = HOOKNOTE_SOCKET},
        {"state", CONFIG_FILE, AT(state), 1, 1023, .text = "/var/lib/vferry"},
        {"metrics_file", CONFIG_FILE, AT(metrics_file), 0, 1023, .text = "/run/vferry/metrics.prom"},
        {"watch.interval_s", CONFIG_NUMBER, AT(watch.interval_s), 1, DAY_S, .number = 60},
        {"watch.takeover_s", CONFIG_NUMBER, AT(watch.takeover_s), 1, DAY_S, .number = 5},
        {"prepare_timeout_s", CONFIG_NUMBER, AT(prepare_timeout_s), 1, DAY_S, .number = 300},
        {"stop_timeout_s", CONFIG_NUMBER, AT(stop_timeout_s), 0, DAY_S, .number = 60},
        {"limits.crossings", CONFIG_NUMBER, AT(limits.crossings), 1, 1024, .number = 4},
        {"limits.per_host", CONFIG_NUMBER, AT(limits.per_host), 1, 1024, .number = 2},
        {"limits.per_link", CONFIG_NUMBER, AT(limits.per_link), 1, 1024, .number = 1},
        {"destination.networks", CONFIG_NAMES, AT(destination.networks), 1, 63, .text = NULL},
        {"destination.bridges", CONFIG_NAMES, AT(destination.bridges), 1, 63, .text = NULL},
};

/* Of a row of the table in steps.c, which with any value of these still keeps its promises. */
static struct config_key
key_of_step(enum plan_step name, bool attempts)
{
	const struct step *step = step_of(name);
	bool plugs = name == STEP_ATTACH || name == STEP_REATTACH;
	struct config_key key = {.kind = CONFIG_NUMBER};

	(void)snprintf(key.path, sizeof(key.path), "steps.%s.%s", step->name,
	               attempts ? "attempts" : "timeout_ms");
	key.offset = (attempts ? AT(steps.attempts) : AT(steps.timeout_ms)) + name * sizeof(uint32_t);
	if (attempts) {
		key.min = 1;
		key.max = step->backoff_ms ? 100 : 1; /* without a pause before it there is no second one */
	} else {
		key.min = plugs ? HOST_INVENTORY_MS + 1 : 100; /* of which the inventory is a part */
		key.max = 3600 * 1000;
	}
	return key;
}

bool
config_key_at(unsigned int index, struct config_key *key)
{
	unsigned int at = NUM(rows);

	if (index < NUM(rows)) {
		*key = rows[index];
		return true;
	}
	for (enum plan_step i = STEP_CHECK; i < STEP_NUM; i++) {
		bool deadline = step_of(i)->timeout_ms; /* a step without one is given none */

		if (index < at + deadline + 1) {
			*key = key_of_step(i, index == at + deadline);
			return true;
		}
		at += deadline + 1;
	}
	return false;
}

bool
config_key_find(const char *path, struct config_key *key)
{
	struct config_key at;

	for (unsigned int i = 0; config_key_at(i, &at); i++) {
		if (strcmp(at.path, path) != 0)
			continue;
		*key = at;
		return true;
	}
	return false;
}

/* What follows section and its dot in path; NULL when it is not below. */
static const char *
below(const char *section, const char *path)
{
	size_t length = strlen(section);

	if (length == 0)
		return path;
	return strncmp(path, section, length) == 0 && path[length] == '.' ? path + length + 1 : NULL;
}

bool
config_key_is_section(const char *section)
{
	struct config_key key;

	for (unsigned int i = 0; config_key_at(i, &key); i++)
		if (below(section, key.path))
			return true;
	return false;
}

void
config_keys_known(const char *section, char *text, size_t size)
{
	char last[CONFIG_KEY_SIZE] = "";
	struct config_key key;
	size_t used = 0;

	text[0] = '\0';
	for (unsigned int i = 0; config_key_at(i, &key) && used < size; i++) {
		const char *name = below(section, key.path);

		if (!name || (last[0] && below(last, name)))
			continue;
		(void)snprintf(last, sizeof(last), "%.*s", (int)strcspn(name, "."), name);
		used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", last);
	}
}

void *
config_key_field(const struct config_key *key, struct config *config)
{
	return (char *)config + key->offset;
}
