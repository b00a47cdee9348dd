/* SPDX-License-Identifier: BSD-3-Clause */
/* test_config.c: what vferryd's configuration says, and what is said of one that is wrong. Which values are
 * right is told by schemas/examples/config, which `make check-schemas` reads. Neighbour: test_config_file.c.
 */
#include "vferryd/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "steps.h"
#include "tests/unit.h"

static struct config config;
static struct err err;

static int
parse(const char *text)
{
	config_clear(&config);
	memset(&err, 0, sizeof(err));
	return config_parse("c", text, strlen(text), &config, &err);
}

/* It is refused, with just that sentence, and leaves nothing behind. */
static bool
refused(const char *text, const char *sentence)
{
	int ret = parse(text);

	if (strcmp(err.text, sentence) != 0)
		printf("\n  wanted: %s\n  is:     %s\n", sentence, err.text);
	return ret == -EINVAL && strcmp(err.text, sentence) == 0 && !config.uri && !config.state &&
	       config.destination.bridges.n == 0;
}

static void
every_key_reaches_its_place(void)
{
	CU_ASSERT_EQUAL(parse("uri: test:///default\n"
	                      "socket: {path: /s, group: \"1000\", hook: /h}\n"
	                      "state: /var/lib/a b\n"
	                      "metrics_file: ''\n"
	                      "watch: {interval_s: 1, takeover_s: 86400}\n"
	                      "prepare_timeout_s: 2\n"
	                      "stop_timeout_s: 0\n"
	                      "limits: {crossings: 1024, per_host: 3, per_link: 4}\n"),
	                0);
	CU_ASSERT_STRING_EQUAL(config.uri, "test:///default");
	CU_ASSERT_STRING_EQUAL(config.socket.path, "/s");
	CU_ASSERT_STRING_EQUAL(config.socket.group, "1000");
	CU_ASSERT_STRING_EQUAL(config.socket.hook, "/h");
	CU_ASSERT_STRING_EQUAL(config.state, "/var/lib/a b");
	CU_ASSERT_STRING_EQUAL(config.metrics_file, "");
	CU_ASSERT_EQUAL(config.watch.interval_s, 1);
	CU_ASSERT_EQUAL(config.watch.takeover_s, 86400);
	CU_ASSERT_EQUAL(config.prepare_timeout_s, 2);
	CU_ASSERT_EQUAL(config.stop_timeout_s, 0);
	CU_ASSERT_EQUAL(config.limits.crossings, 1024);
	CU_ASSERT_EQUAL(config.limits.per_host, 3);
	CU_ASSERT_EQUAL(config.limits.per_link, 4);
}

static void
each_step_has_its_numbers(void)
{
	char text[256];

	for (enum plan_step i = STEP_CHECK; i < STEP_NUM; i++) {
		unsigned int attempts = step_of(i)->backoff_ms ? 100 : 1;
		uint32_t timeout_ms = step_of(i)->timeout_ms ? 3600000 : 0;

		(void)snprintf(text, sizeof(text),
		               "steps:\n  %s:\n    attempts: %u\n    %stimeout_ms: 3600000\n",
		               step_of(i)->name, attempts, timeout_ms ? "" : "# ");
		CU_ASSERT_EQUAL(parse(text), 0);
		for (enum plan_step j = STEP_CHECK; j < STEP_NUM; j++) {
			CU_ASSERT_EQUAL(config.steps.timeout_ms[j], i == j ? timeout_ms : 0);
			CU_ASSERT_EQUAL(config.steps.attempts[j], i == j ? attempts : 0);
		}
	}
}

static void
names_are_found_by_what_they_are_there(void)
{
	CU_ASSERT_EQUAL(
	        parse("destination:\n  networks: {dmz: dmz-rack2, lan: \"7\"}\n  bridges:\n    br0: br1\n"),
	        0);
	CU_ASSERT_STRING_EQUAL(config_name(&config.destination.networks, "dmz"), "dmz-rack2");
	CU_ASSERT_STRING_EQUAL(config_name(&config.destination.networks, "lan"), "7");
	CU_ASSERT_STRING_EQUAL(config_name(&config.destination.bridges, "br0"), "br1");
	CU_ASSERT_PTR_NULL(config_name(&config.destination.bridges, "br1"));
	CU_ASSERT_PTR_NULL(config_name(&config.destination.bridges, "dmz"));
}

static void
there_are_64_names_and_no_more(void)
{
	char text[4096] = "destination:\n  bridges:\n";
	size_t used = strlen(text);

	for (unsigned int i = 0; i < CONFIG_NAMES_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "    br%u: b%u\n", i, i);
	CU_ASSERT_EQUAL(parse(text), 0);
	CU_ASSERT_STRING_EQUAL(config_name(&config.destination.bridges, "br63"), "b63");
	(void)snprintf(text + used, sizeof(text) - used, "    br64: b64\n");
	CU_ASSERT(refused(text, "c:67: \"destination.bridges\" has more than 64 names"));
}

static void
unknown_keys_are_told_with_the_known(void)
{
	CU_ASSERT(refused("watch:\n  interval_s: 5\n  intervall_s: 5\n",
	                  "c:3: key \"watch.intervall_s\" is not known; known here: interval_s, takeover_s"));
	CU_ASSERT(
	        refused("steps: {prepare: {timeout: 3}}",
	                "c:1: key \"steps.prepare.timeout\" is not known; known here: timeout_ms, attempts"));
	CU_ASSERT(refused(
	        "steps:\n  prepared:\n",
	        "c:2: key \"steps.prepared\" is not known; known here: check, prepare, detach, migrate, "
	        "arrive, attach, adopt, stop, reattach, readopt, abandon"));
	/* A copy takes as long as it takes. */
	CU_ASSERT(refused("steps: {migrate: {timeout_ms: 3000}}",
	                  "c:1: key \"steps.migrate.timeout_ms\" is not known; known here: attempts"));
	/* A path is not a key, nor is the beginning of one. */
	CU_ASSERT(refused(
	        "watch.interval_s: 5",
	        "c:1: key \"watch.interval_s\" is not known; known here: uri, socket, state, metrics_file, "
	        "watch, prepare_timeout_s, stop_timeout_s, limits, destination, steps"));
	CU_ASSERT(refused("destination:\n  network: {}\n",
	                  "c:2: key \"destination.network\" is not known; known here: networks, bridges"));
}

static void
keys_stand_once(void)
{
	CU_ASSERT(refused("uri: a\nstate: /b\nuri: a\n", "c:3: key \"uri\" stands twice, first in line 1"));
	CU_ASSERT(refused("watch:\n  takeover_s: 1\n\n  \"takeover_s\": 1\n",
	                  "c:4: key \"watch.takeover_s\" stands twice, first in line 2"));
	CU_ASSERT(refused("watch: {}\nwatch: {}\n", "c:2: key \"watch\" stands twice, first in line 1"));
	CU_ASSERT(refused("destination:\n  bridges:\n    b: c\n    b: c\n",
	                  "c:4: key \"destination.bridges.b\" stands twice, first in line 3"));
}

static void
values_have_their_kind_and_range(void)
{
	CU_ASSERT(refused("\nlimits: {per_host: two}",
	                  "c:2: \"limits.per_host\" wants a whole number from 1 to 1024, not two"));
	CU_ASSERT(refused("limits: {per_host: \"2\"}",
	                  "c:1: \"limits.per_host\" wants a whole number from 1 to 1024, not \"2\""));
	CU_ASSERT(refused("limits: {per_host: 0}",
	                  "c:1: \"limits.per_host\" wants a whole number from 1 to 1024, not 0"));
	CU_ASSERT(refused(
	        "stop_timeout_s: 18446744073709551617",
	        "c:1: \"stop_timeout_s\" wants a whole number from 0 to 86400, not 18446744073709551617"));
	CU_ASSERT(refused("limits: {per_host: 4294967298}",
	                  "c:1: \"limits.per_host\" wants a whole number from 1 to 1024, not 4294967298"));
	CU_ASSERT(refused("steps: {migrate: {attempts: 2}}",
	                  "c:1: \"steps.migrate.attempts\" wants the number 1, not 2"));
	CU_ASSERT(refused("stop_timeout_s: [1]", "c:1: \"stop_timeout_s\" wants one number"));
	CU_ASSERT(refused("uri: {a: b}", "c:1: \"uri\" wants one text"));
	CU_ASSERT(refused("watch: 60", "c:1: \"watch\" wants lines \"key: value\" below it"));
	CU_ASSERT(refused("- uri", "c:1: a configuration has lines \"key: value\""));
	CU_ASSERT(refused("state: vferry",
	                  "c:1: \"state\" wants an absolute path (/...) of 1 to 1023 bytes, not \"vferry\""));
	CU_ASSERT(
	        refused("uri:\n", "c:1: \"uri\" wants text, and nothing is there: give one, or '' for none"));
	CU_ASSERT(refused("socket: {group: 1000}",
	                  "c:1: \"socket.group\" wants text, and YAML has other meanings for "
	                  "1000: put it in quotes"));
	CU_ASSERT(refused("destination: {bridges: {br0: ''}}",
	                  "c:1: a name in \"destination.bridges\" has not 1 to 63 bytes"));
	CU_ASSERT(refused("uri: \"a\\0b\"",
	                  "c:1: \"uri\" has a line break or another control character: take it out"));
}

static void
what_is_no_plain_yaml_is_refused_with_its_line(void)
{
	static const char special[] = "c:1: anchors (&), aliases (*) and tags (!) are not read here: a text "
	                              "that begins so goes in quotes";

	CU_ASSERT(refused("uri: a\nstate: [b\nc: d\n",
	                  "c:3: this is no YAML: while parsing a flow sequence: did not "
	                  "find expected ',' or ']'"));
	CU_ASSERT(refused("uri: a\n# \xff\n", "c:2: this is no YAML: invalid leading UTF-8 octet"));
	CU_ASSERT(refused("uri: a\n---\nuri: b\n", "c:2: a second document begins; there may be one"));
	CU_ASSERT(refused("uri: &a b", special));
	CU_ASSERT(refused("watch: &a {}", special));
	CU_ASSERT(refused("uri: *a", special));
	CU_ASSERT(refused("uri: !!str a", special));
	CU_ASSERT(refused("uri: !a [b]", special));
}

/* Without the look ahead this would take libyaml minutes. */
static void
deep_nesting_costs_nothing(void)
{
	char *text = malloc(CONFIG_SIZE_MAX + 2);

	memset(text, '[', CONFIG_SIZE_MAX + 1);
	text[CONFIG_SIZE_MAX + 1] = '\0';
	CU_ASSERT_EQUAL(parse(text), -EFBIG);
	CU_ASSERT_STRING_EQUAL(err.text, "c has more than 1048576 bytes: is it a configuration?");
	text[CONFIG_SIZE_MAX] = '\0';
	CU_ASSERT(refused(text, "c:1: it nests too deep"));
	free(text);
}

static const struct unit_test tests[] = {
        {"every key reaches its place", every_key_reaches_its_place},
        {"each step has its numbers", each_step_has_its_numbers},
        {"names are found by what they are there", names_are_found_by_what_they_are_there},
        {"there are 64 names and no more", there_are_64_names_and_no_more},
        {"unknown keys are told with the known", unknown_keys_are_told_with_the_known},
        {"keys stand once", keys_stand_once},
        {"values have their kind and range", values_have_their_kind_and_range},
        {"what is no plain YAML is refused with its line", what_is_no_plain_yaml_is_refused_with_its_line},
        {"deep nesting costs nothing", deep_nesting_costs_nothing},
};

UNIT_MAIN("config", tests)
