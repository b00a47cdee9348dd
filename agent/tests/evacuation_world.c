/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_world.c: see evacuation_world.h. */
#include "evacuation_world.h"

#include <CUnit/CUnit.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct evacuation_world evacuation_world;
#define world evacuation_world

static const char *const uris[EVACUATION_HOSTS] = {"test:///own", "test:///left", "test:///right"};

static uint64_t
now_ms(void *arg)
{
	(void)arg;
	return world.now_ms;
}

static void
wake(void *arg, uint64_t in_ms)
{
	(void)arg;
	world.wake_ms = in_ms == UINT64_MAX ? 0 : world.now_ms + in_ms;
}

static int
survey(void *arg, const char *const to[], unsigned int nto, struct err *err)
{
	(void)arg;
	CU_ASSERT_EQUAL(nto, EVACUATION_HOSTS - 1);
	CU_ASSERT_STRING_EQUAL(to[0], uris[1]);
	if (world.survey_fails)
		return err_set(err, -EAGAIN, "no process");
	world.surveys++;
	return 0;
}

static int
start(void *arg, const struct control_request *migrate, struct err *err)
{
	(void)arg;
	CU_ASSERT_EQUAL(migrate->method, CONTROL_MIGRATE);
	CU_ASSERT_EQUAL(migrate->wish.require_vf, world.require_vf);
	CU_ASSERT(migrate->wish.persistent && evacuation_world_has_record());
	if (world.start_fails)
		return err_set(err, -EAGAIN, "no process");
	(void)snprintf(world.started[world.nstarted], 37, "%s", migrate->wish.domain);
	(void)snprintf(world.to[world.nstarted], 64, "%s", migrate->wish.destination_uri);
	world.nstarted++;
	return 0;
}

static void
abort_crossing(void *arg, const char *uuid)
{
	(void)arg;
	(void)snprintf(world.aborted[world.naborted++], 37, "%s", uuid);
}

static bool
is_held(void *arg, const char *uuid)
{
	(void)arg, (void)uuid;
	return world.held;
}

static unsigned int
others(void *arg, unsigned int ours)
{
	(void)arg, (void)ours;
	return 0;
}

static void
say(void *arg, const char *line)
{
	size_t used = strlen(world.said);
	struct control_message message;

	(void)arg;
	CU_ASSERT_EQUAL(control_decode_message(line, strlen(line) - 1, &message, NULL), 0);
	CU_ASSERT_EQUAL(message.id.number, 5);
	if (message.kind == CONTROL_PROGRESS)
		(void)snprintf(world.said + used, sizeof(world.said) - used, "%s %s %s: %s\n",
		               message.domain ? message.domain : "-", message.progress.step,
		               message.progress.host, message.progress.note ? message.progress.note : "");
	else
		(void)snprintf(world.said + used, sizeof(world.said) - used, "%s", line);
	control_message_clear(&message);
	world.nsaid++;
}

static void
log_text(void *arg, const char *text)
{
	(void)arg, (void)text;
}

static void
make(void)
{
	const struct evacuation_calls calls = {now_ms,  wake,   survey, start,    abort_crossing,
	                                       is_held, others, say,    log_text, NULL};
	const struct fleet_limits limits = {.crossings = 4, .per_host = 2, .per_link = 1};

	world.evacuation = evacuation_new(world.path, &calls, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(world.evacuation);
	evacuation_limits(world.evacuation, &limits);
}

void
evacuation_world_begin(void)
{
	memset(&world, 0, sizeof(world));
	(void)snprintf(world.dir, sizeof(world.dir), "/tmp/test-evacuation-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(world.dir));
	(void)snprintf(world.path, sizeof(world.path), "%s/state/evacuation.json", world.dir);
	world.now_ms = 1000;
	world.seen = json_pack("{s:[{s:s,s:s,s:n,s:[],s:[s,s]},{s:s,s:s,s:I,s:[{s:s,s:i}],s:[]},"
	                       "{s:s,s:s,s:I,s:n,s:[]}],s:[{s:s,s:s,s:I,s:[{s:s,s:i}]},{s:s,s:s,s:I,s:[]}]}",
	                       "hosts", "uri", uris[0], "why", "", "memory", "pools", "running", UUID("1"),
	                       UUID("2"), "uri", uris[1], "why", "", "memory", (json_int_t)8 << 30, "pools",
	                       "pool", "vfs", "vfs", 2, "running", "uri", uris[2], "why", "", "memory",
	                       (json_int_t)8 << 30, "pools", "running", "guests", "domain", "one", "uuid",
	                       UUID("1"), "memory", (json_int_t)2 << 30, "pools", "pool", "vfs", "vfs", 1,
	                       "domain", "two", "uuid", UUID("2"), "memory", (json_int_t)1 << 30, "pools");
	CU_ASSERT_PTR_NOT_NULL_FATAL(world.seen);
	make();
}

void
evacuation_world_end(void)
{
	char path[64];

	evacuation_free(world.evacuation);
	json_decref(world.seen);
	(void)unlink(world.path);
	(void)snprintf(path, sizeof(path), "%s/state", world.dir);
	(void)rmdir(path);
	CU_ASSERT_EQUAL(rmdir(world.dir), 0);
}

void
evacuation_world_restart(void)
{
	struct err err;

	evacuation_world_restart_with(0, &err);
}

void
evacuation_world_restart_with(int ret, struct err *err)
{
	evacuation_free(world.evacuation);
	world.now_ms = 7; /* the machine may have started anew, too */
	world.wake_ms = 0;
	world.surveys = world.nstarted = 0;
	world.said[0] = '\0';
	make();
	CU_ASSERT_EQUAL(evacuation_resume(world.evacuation, err), ret);
}

int
evacuation_world_ask(bool dry_run)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 5},
	                                        .method = CONTROL_EVACUATE,
	                                        .to = uris + 1,
	                                        .nto = EVACUATION_HOSTS - 1,
	                                        .dry_run = dry_run,
	                                        .wish = {.persistent = true, .require_vf = world.require_vf}};
	struct err err;

	return evacuation_begin(world.evacuation, &request, &err);
}

static void
run_due(void)
{
	for (unsigned int i = 0; i < 10 && world.wake_ms && world.wake_ms <= world.now_ms; i++) {
		world.wake_ms = 0;
		evacuation_tick(world.evacuation);
	}
}

void
evacuation_world_survey(void)
{
	CU_ASSERT_EQUAL(world.surveys, 1);
	world.surveys = 0;
	evacuation_surveyed(world.evacuation, world.seen, OUTCOME_OK, NULL);
	run_due();
}

void
evacuation_world_wait(void)
{
	CU_ASSERT_NOT_EQUAL(world.wake_ms, 0);
	if (world.wake_ms > world.now_ms)
		world.now_ms = world.wake_ms;
	run_due();
}

void
evacuation_world_arrive(const char *uuid, enum outcome outcome, const char *message)
{
	evacuation_ended(world.evacuation, uuid, true, outcome, message);
	run_due();
}

json_t *
evacuation_world_host(unsigned int host)
{
	return json_array_get(json_object_get(world.seen, "hosts"), host);
}

void
evacuation_world_move(const char *uuid, unsigned int host)
{
	for (unsigned int i = 0; i < EVACUATION_HOSTS; i++) {
		json_t *running = json_object_get(evacuation_world_host(i), "running");

		for (size_t k = json_array_size(running); k-- > 0;)
			if (!strcmp(json_string_value(json_array_get(running, k)), uuid))
				json_array_remove(running, k);
	}
	if (host < EVACUATION_HOSTS)
		json_array_append_new(json_object_get(evacuation_world_host(host), "running"),
		                      json_string(uuid));
}

bool
evacuation_world_said(const char *text)
{
	return strstr(world.said, text) != NULL;
}

bool
evacuation_world_has_record(void)
{
	return access(world.path, F_OK) == 0;
}
