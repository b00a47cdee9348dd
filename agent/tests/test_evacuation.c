/* SPDX-License-Identifier: BSD-3-Clause */
/* test_evacuation.c: an evacuation from its survey to its answer, in virtual time. */
#include <errno.h>

#include "evacuation_world.h"
#include "tests/unit.h"

#define world evacuation_world
#define begin evacuation_world_begin
#define end   evacuation_world_end
#define ask   evacuation_world_ask
#define said  evacuation_world_said

#define ROW(name, digit, to, outcome, message)                                                           \
	"{\"domain\":\"" name "\",\"uuid\":\"" UUID(digit) "\",\"to\":" to ",\"outcome\":" outcome ",\"" \
	                                                   "message\":\"" message "\"}"

static void
all_arrive(void)
{
	begin();
	CU_ASSERT_EQUAL(ask(false), 0);
	CU_ASSERT_EQUAL(ask(false), -EBUSY);
	CU_ASSERT_FALSE(evacuation_world_has_record());
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 2);
	CU_ASSERT_STRING_EQUAL(world.started[0], UUID("1"));
	CU_ASSERT_STRING_NOT_EQUAL(world.to[0], world.to[1]);
	evacuation_progress(world.evacuation, UUID("2"),
	                    &(struct crossing_progress){.step = "copy", .host = "h", .attempt = 1});
	CU_ASSERT(said("two copy h: "));
	CU_ASSERT(said("one crossing test:///"));
	evacuation_world_arrive(UUID("2"), OUTCOME_THERE_ON_BACKUP, "no VF is free");
	CU_ASSERT(said("two arrived test:///right: there-on-backup: no VF is free"));
	CU_ASSERT_TRUE(evacuation_runs(world.evacuation));
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	CU_ASSERT_FALSE(evacuation_world_has_record());
	CU_ASSERT(said("\"dry_run\":false"));
	CU_ASSERT(said("\"outcome\":\"there-on-backup\",\"message\":\"no VF is free\""));
	CU_ASSERT(said("\"outcome\":\"ok\",\"message\":\"\""));
	end();
}

static void
no_destination_names_a_program(void)
{
	static const char *const bad = "qemu+ssh://beta/system?command=/tmp/x";
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 5},
	                                        .method = CONTROL_EVACUATE,
	                                        .to = &bad,
	                                        .nto = 1};
	struct err err;

	begin();
	CU_ASSERT_EQUAL(evacuation_begin(world.evacuation, &request, &err), -EPERM);
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	CU_ASSERT_EQUAL(world.surveys, 0);
	end();
}

static void
a_dry_run_changes_nothing(void)
{
	begin();
	CU_ASSERT_EQUAL(ask(true), 0);
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 0);
	CU_ASSERT_EQUAL(world.nsaid, 1);
	CU_ASSERT(said("\"dry_run\":true"));
	CU_ASSERT(said("\"outcome\":null"));
	CU_ASSERT_FALSE(evacuation_world_has_record());
	CU_ASSERT_EQUAL(ask(true), 0);
	end();
}

/* Without --require-vf a guest comes on its backup rather than stay. */
static void
who_finds_no_vf_comes_without(void)
{
	for (int strict = 0; strict < 2; strict++) {
		begin();
		world.require_vf = strict;
		for (unsigned int i = 1; i < EVACUATION_HOSTS; i++)
			json_object_set_new(evacuation_world_host(i), "pools", json_array());
		CU_ASSERT_EQUAL(ask(false), 0);
		evacuation_world_survey();
		CU_ASSERT_EQUAL(world.nstarted, strict ? 1 : 2);
		evacuation_world_arrive(UUID("2"), OUTCOME_OK, "");
		CU_ASSERT_EQUAL(said("one given-up"), strict);
		evacuation_free(world.evacuation);
		world.evacuation = NULL;
		end();
	}
}

static void
hosts_that_do_not_answer(void)
{
	json_t *why = json_string("no route");

	begin();
	json_object_set(evacuation_world_host(1), "why", why);
	CU_ASSERT_EQUAL(ask(false), 0);
	evacuation_world_survey();
	CU_ASSERT(said("- survey test:///left: no route"));
	CU_ASSERT_EQUAL(world.nstarted, 1); /* per link */
	CU_ASSERT_STRING_EQUAL(world.to[0], "test:///right");
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	CU_ASSERT_EQUAL(world.nstarted, 2);
	evacuation_world_arrive(UUID("2"), OUTCOME_OK, "");
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	json_object_set(evacuation_world_host(2), "why", why);
	CU_ASSERT_EQUAL(ask(false), 0);
	evacuation_world_survey();
	CU_ASSERT(said("\"error\":{\"code\":11,\"message\":\"no route\""));
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	json_decref(why);
	end();
}

static void
a_survey_that_fails_is_the_answer(void)
{
	begin();
	world.survey_fails = true;
	CU_ASSERT_EQUAL(ask(false), -EAGAIN);
	world.survey_fails = false;
	CU_ASSERT_EQUAL(ask(false), 0);
	evacuation_surveyed(world.evacuation, NULL, OUTCOME_SOURCE_UNREACHABLE, "libvirtd is away");
	CU_ASSERT(said("\"error\":{\"code\":10,\"message\":\"libvirtd is away\""));
	CU_ASSERT_EQUAL(ask(false), 0);
	json_object_set_new(evacuation_world_host(1), "extra", json_null());
	world.surveys = 1;
	evacuation_world_survey();
	CU_ASSERT(said("hosts: [1]"));
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	end();
}

static void
what_failed_is_tried_again(void)
{
	begin();
	world.start_fails = true;
	CU_ASSERT_EQUAL(ask(false), 0);
	evacuation_world_survey();
	CU_ASSERT(said(": error: no process"));
	CU_ASSERT_EQUAL(world.nstarted, 0);
	world.start_fails = false;
	for (unsigned int i = 0; i < 8 && world.nstarted < 2; i++)
		evacuation_world_wait();
	CU_ASSERT_EQUAL(world.nstarted, 2);
	CU_ASSERT(world.now_ms >= 1000 + FLEET_BACKOFF_MS);
	end();
}

static void
the_operator_keeps_guests(void)
{
	struct err err;

	begin();
	json_object_set_new(evacuation_world_host(2), "why", json_string("away"));
	CU_ASSERT_EQUAL(ask(false), 0);
	CU_ASSERT_EQUAL(evacuation_abort(world.evacuation, "one", &err), -ENOENT);
	evacuation_world_survey();
	CU_ASSERT_EQUAL(evacuation_abort(world.evacuation, "three", &err), -ENOENT);
	CU_ASSERT_EQUAL(evacuation_abort(world.evacuation, "two", &err), 0);
	CU_ASSERT_EQUAL(world.naborted, 0);
	CU_ASSERT_EQUAL(evacuation_abort(world.evacuation, UUID("1"), &err), 0);
	CU_ASSERT_EQUAL(world.naborted, 1);
	CU_ASSERT_STRING_EQUAL(world.aborted[0], UUID("1"));
	evacuation_world_arrive(UUID("1"), OUTCOME_BACK_ON_VF, "interrupted");
	CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	CU_ASSERT_EQUAL(world.nstarted, 1);
	CU_ASSERT(said(ROW("one", "1", "null", "\"back-on-vf\"", "interrupted")));
	CU_ASSERT(said(ROW("two", "2", "null", "null", "the operator said that it stays here")));
	end();
}

static const struct unit_test tests[] = {
        {"all arrive", all_arrive},
        {"no destination names a program", no_destination_names_a_program},
        {"a dry run changes nothing", a_dry_run_changes_nothing},
        {"who finds no VF comes without", who_finds_no_vf_comes_without},
        {"hosts that do not answer", hosts_that_do_not_answer},
        {"a survey that fails is the answer", a_survey_that_fails_is_the_answer},
        {"what failed is tried again", what_failed_is_tried_again},
        {"the operator keeps guests", the_operator_keeps_guests},
};

UNIT_MAIN("evacuation", tests)
