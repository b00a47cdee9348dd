/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_port.c: the decider by transcripts: each word of port_transcripts.h sets a fact, makes a request, lets
 * time pass or names what the port must do next.
 */
#include "port.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "port_transcripts.h"
#include "tests/unit.h"

struct world {
	struct port port;
	uint64_t now;
	bool vf_link_later; /* what FIND brings has no link yet */
};

static const char *const actions[] = {
        [PORT_NOTHING] = "idle",    [PORT_OVERLAP] = "OVERLAP",   [PORT_ANNOUNCE] = "ANNOUNCE",
        [PORT_MOVE_TX] = "MOVE_TX", [PORT_DRAIN_TX] = "DRAIN_TX", [PORT_WAIT_QUIET] = "WAIT_QUIET",
        [PORT_FINISH] = "FINISH",   [PORT_ROLLBACK] = "ROLLBACK", [PORT_RELEASE] = "RELEASE",
        [PORT_FIND] = "FIND",       [PORT_REPLY] = "reply",
};

static bool
ask(struct world *world, const char *name)
{
	static const struct {
		const char *name;
		enum wire_name request;
		enum wire_path path;
	} requests[] = {
	        {"prepare", WIRE_PREPARE, WIRE_PATH_NONE}, {"abandon", WIRE_ABANDON, WIRE_PATH_NONE},
	        {"adopt", WIRE_ADOPT, WIRE_PATH_NONE},     {"to-vf", WIRE_PATH, WIRE_PATH_VF},
	        {"to-bk", WIRE_PATH, WIRE_PATH_BACKUP},
	};

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strcmp(requests[i].name, name) == 0)
			return port_request(&world->port, requests[i].request, requests[i].path, 5000,
			                    world->now) == 0;
	CU_FAIL("a request's name");
	return false;
}

/* Facts, and the one word that is about what FIND will bring. */
static bool
set_fact(struct world *world, const char *word)
{
	struct port_facts *facts = &world->port.facts;
	const struct {
		const char *word;
		bool *flag, value;
	} flags[] = {
	        {"on", &facts->started, true},       {"off", &facts->started, false},
	        {"vf", &facts->has_vf, true},        {"vf", &facts->vf_held, true},
	        {"-vf", &facts->has_vf, false},      {"-vf", &facts->vf_held, false},
	        {"held", &facts->vf_held, true},     {"bk", &facts->has_backup, true},
	        {"-bk", &facts->has_backup, false},  {"vf+", &facts->vf_link, true},
	        {"vf-", &facts->vf_link, false},     {"bk+", &facts->backup_link, true},
	        {"bk-", &facts->backup_link, false}, {"linkless", &world->vf_link_later, true},
	        {"asked", &facts->vf_asked, true},   {"gone", &facts->vf_gone, true},
	        {"gone", &facts->has_vf, false},     {"gone", &facts->vf_link, false},
	};
	bool known = false;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i].word, word) == 0) {
			*flags[i].flag = flags[i].value;
			known = true;
		}
	if (known || word[0] != '@')
		return known;
	facts->path = strcmp(word, "@vf") == 0   ? WIRE_PATH_VF
	              : strcmp(word, "@bk") == 0 ? WIRE_PATH_BACKUP
	                                         : WIRE_PATH_NONE;
	return true;
}

/* What a pair's facts become when it has done an action. */
static void
take_effect(struct world *world, enum port_action action)
{
	struct port_facts *facts = &world->port.facts;

	if (action == PORT_FINISH)
		facts->path = port_new(&world->port);
	else if (action == PORT_ROLLBACK)
		facts->path = port_old(&world->port);
	else if (action == PORT_RELEASE)
		facts->has_vf = facts->vf_held = facts->vf_gone = facts->vf_asked = facts->vf_link = false;
	else if (action == PORT_FIND) {
		facts->has_vf = facts->vf_held = true;
		facts->vf_link = facts->started && !world->vf_link_later;
	}
}

static bool
act(struct world *world, const char *word)
{
	enum port_action action = port_next(&world->port, world->now);
	size_t size = strcspn(word, "~!");

	CU_ASSERT_EQUAL(port_next(&world->port, world->now), action);
	if (strncmp(actions[action], word, size) != 0 || actions[action][size])
		return false;
	if (action == PORT_NOTHING)
		return port_deadline(&world->port, world->now) > world->now;
	if (word[size] == '\0')
		take_effect(world, action);
	port_result(&world->port, action,
	            word[size] == '~'   ? PORT_AGAIN
	            : word[size] == '!' ? PORT_FAILED
	                                : PORT_DONE,
	            "broken", world->now);
	return true;
}

static bool
answered(struct world *world, const char *word)
{
	bool own = world->port.request.name == WIRE_STATUS, done;
	char wanted[64];
	const char *reason;

	if (port_next(&world->port, world->now) != PORT_REPLY)
		return false;
	done = port_answer(&world->port, &reason);
	if (strcmp(word, "yes") == 0)
		return done && !own && !reason;
	snprintf(wanted, sizeof(wanted), "%s", strchr(word, ':') + 1);
	for (char *p = wanted; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	return !done && own == (word[0] == 'o') && strstr(reason, wanted);
}

/* When the port wants to be asked again: in so many milliseconds, or only on events. */
static bool
due(const struct world *world, const char *wanted)
{
	uint64_t end = port_deadline(&world->port, world->now);

	return end == (*wanted ? world->now + strtoul(wanted, NULL, 10) : UINT64_MAX);
}

static bool
say(struct world *world, const char *word)
{
	static const char *const rows[] = {"OVERLAP",  "ANNOUNCE",   "MOVE_TX", "DRAIN_TX",
	                                   "ANNOUNCE", "WAIT_QUIET", "FINISH"};

	if (set_fact(world, word))
		return true;
	if (word[0] == '+') {
		world->now += strtoul(word + 1, NULL, 10);
		return true;
	}
	if (strncmp(word, "due", 3) == 0)
		return due(world, word + 3);
	if (strncmp(word, "busy:", 5) == 0)
		return !ask(world, word + 5);
	if (strcmp(word, "yes") == 0 || strncmp(word, "no:", 3) == 0 || strncmp(word, "own:", 4) == 0)
		return answered(world, word);
	if (strcmp(word, "MOVE") == 0) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (!act(world, rows[i]))
				return false;
		return true;
	}
	if (strcmp(word, "idle") == 0 || (word[0] >= 'A' && word[0] <= 'Z'))
		return act(world, word);
	return ask(world, word);
}

static void
follow_transcripts(void)
{
	for (size_t i = 0; i < sizeof(transcripts) / sizeof(transcripts[0]); i++) {
		char words[512], *word, *rest;
		struct world world = {.now = 1000};

		port_init(&world.port);
		snprintf(words, sizeof(words), "%s", transcripts[i].words);
		for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
			if (say(&world, word))
				continue;
			printf("%s: at %s (then: %s) the port says %s: %s\n", transcripts[i].name, word, rest,
			       actions[port_next(&world.port, world.now)], world.port.reason);
			CU_FAIL("transcript");
			break;
		}
		CU_ASSERT_PTR_NULL(word);
	}
}

static const struct unit_test tests[] = {
        {"transcripts", follow_transcripts},
};

UNIT_MAIN("port", tests)
