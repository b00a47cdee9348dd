/* SPDX-License-Identifier: BSD-3-Clause */
/* test_evacuation_again.c: an evacuation that is cut off in the middle: vferryd ends, or the process of a
 * crossing does. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "evacuation_world.h"
#include "tests/unit.h"

#define world   evacuation_world
#define restart evacuation_world_restart
#define said    evacuation_world_said
#define move    evacuation_world_move
#define NOWHERE EVACUATION_HOSTS

/* Both guests are on their way. */
static void
under_way(void)
{
	evacuation_world_begin();
	CU_ASSERT_EQUAL(evacuation_world_ask(false), 0);
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 2);
}

static void
end(bool over)
{
	CU_ASSERT_EQUAL(evacuation_runs(world.evacuation), !over);
	CU_ASSERT_EQUAL(evacuation_world_has_record(), !over);
	evacuation_world_end();
}

static void
a_restart_goes_on(void)
{
	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	move(UUID("1"), 1);
	restart();
	CU_ASSERT_TRUE(evacuation_runs(world.evacuation));
	CU_ASSERT_EQUAL(evacuation_world_ask(false), -EBUSY);
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 1); /* two is at home: again */
	CU_ASSERT_STRING_EQUAL(world.started[0], UUID("2"));
	restart();
	move(UUID("2"), 2);
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 0);
	CU_ASSERT(said("\"to\":\"test:///right\",\"outcome\":\"ok\""));
	end(true);
}

static void
without_a_record_there_is_nothing(void)
{
	evacuation_world_begin();
	restart();
	CU_ASSERT_EQUAL(world.surveys, 0);
	end(true);
}

/* Its crossing may live on, or its way home is not over. */
static void
who_is_held_is_waited_for(void)
{
	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	restart();
	world.held = true;
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 0);
	evacuation_world_wait();
	CU_ASSERT(world.now_ms >= EVACUATION_LOOK_MS);
	world.held = false;
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 1);
	end(false);
}

static void
a_process_that_died_is_looked_after(void)
{
	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	evacuation_ended(world.evacuation, UUID("2"), false, OUTCOME_OK, "was killed");
	evacuation_ended(world.evacuation, UUID("2"), true, OUTCOME_OK, "");
	evacuation_world_wait();
	evacuation_world_wait();
	move(UUID("2"), 2);
	evacuation_world_survey();
	CU_ASSERT(said("two arrived test:///right"));
	end(true);
}

static void
who_runs_nowhere_is_gone(void)
{
	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	restart();
	move(UUID("2"), NOWHERE);
	evacuation_world_survey();
	CU_ASSERT(said("\"message\":\"it runs on none of the hosts any more\""));
	end(true);
}

/* A host that is away may have it: not for ever. */
static void
who_may_be_where_nobody_answers_is_lost(void)
{
	unsigned int looks = 1;

	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	restart();
	move(UUID("2"), NOWHERE);
	json_object_set_new(evacuation_world_host(2), "why", json_string("away"));
	evacuation_world_survey();
	for (; evacuation_runs(world.evacuation) && looks < 2 * EVACUATION_LOOKS; looks++) {
		evacuation_world_wait();
		evacuation_world_survey();
	}
	CU_ASSERT_EQUAL(looks, EVACUATION_LOOKS);
	CU_ASSERT(said("\"outcome\":\"lost\""));
	end(true);
}

static void
a_dropped_guest_stays_after_a_restart(void)
{
	struct err err;

	under_way();
	evacuation_world_arrive(UUID("1"), OUTCOME_OK, "");
	CU_ASSERT_EQUAL(evacuation_abort(world.evacuation, "two", &err), 0);
	restart();
	evacuation_world_survey();
	CU_ASSERT_EQUAL(world.nstarted, 0);
	CU_ASSERT(said("two given-up"));
	end(true);
}

static void
nothing_begins_while_the_daemon_ends(void)
{
	under_way();
	evacuation_stop(world.evacuation);
	evacuation_world_arrive(UUID("1"), OUTCOME_BACK_ON_VF, "it failed");
	evacuation_world_arrive(UUID("2"), OUTCOME_OK, "");
	world.now_ms += 2ull * FLEET_BACKOFF_MS;
	evacuation_tick(world.evacuation);
	CU_ASSERT_EQUAL(world.nstarted, 2);
	end(false);
}

static void
write_record(const char *text)
{
	FILE *file = fopen(world.path, "we");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

#define FLEET                                                                                       \
	"{\"version\":1,\"limits\":{\"crossings\":0,\"per_host\":0,\"per_link\":0,\"attempts\":3}," \
	"\"hosts\":[],"                                                                             \
	"\"guests\":[]}"
#define RECORD(method, params, fleet)                                                              \
	"{\"request\":{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" method "\",\"params\":{" params \
	"}},\"fleet\":" fleet "}"

static void
a_record_that_cannot_be_read_is_told(void)
{
	static const char *const bad[] = {
	        "",
	        "{}",
	        "{\"request\":{},\"fleet\":{}}",
	        RECORD("list", "", FLEET),
	        RECORD("evacuate", "\"to\":[\"test:///left\"]", "{}"),
	};
	struct err err;

	under_way();
	evacuation_free(world.evacuation);
	world.evacuation = NULL;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_record(bad[i]);
		evacuation_world_restart_with(-EINVAL, &err);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "move it away"));
		CU_ASSERT_FALSE(evacuation_runs(world.evacuation));
	}
	evacuation_world_end();
}

static const struct unit_test tests[] = {
        {"a restart goes on", a_restart_goes_on},
        {"without a record there is nothing", without_a_record_there_is_nothing},
        {"who is held is waited for", who_is_held_is_waited_for},
        {"a process that died is looked after", a_process_that_died_is_looked_after},
        {"who runs nowhere is gone", who_runs_nowhere_is_gone},
        {"who may be where nobody answers is lost", who_may_be_where_nobody_answers_is_lost},
        {"a dropped guest stays after a restart", a_dropped_guest_stays_after_a_restart},
        {"nothing begins while the daemon ends", nothing_begins_while_the_daemon_ends},
        {"a record that cannot be read is told", a_record_that_cannot_be_read_is_told},
};

UNIT_MAIN("evacuation again", tests)
