/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control.c: the control thread and the host: requests, replies and events through the link. */
#include <sched.h>

#include "control.h"
#include "host_end.h"
#include "tests/unit.h"

static void
says_hello_and_status(void)
{
	begin(2);
	say("");
	say("{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	expect("\"re\":1", "\"reply\":\"hello\"", ONE, TWO, VFERRY_VERSION);
	say("{\"v\":1,\"id\":2,\"request\":\"status\"}");
	expect("\"re\":2", "\"reply\":\"status\"", ONE, "\"path\":\"vf\"", "net_e1000_igb");
	end();
}

/* Each reply that tells of pairs has their packets, also those of the VF that is gone; and nobody else asks.
 */
static void
tells_packets_when_asked(void)
{
	static const char packets[] = "\"packets\":{\"vf\":{\"received\":21,\"sent\":22},"
	                              "\"backup\":{\"received\":23,\"sent\":24}}";

	begin(1);
	CU_ASSERT_EQUAL(seen(&one).counted, 1);
	say("{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	expect("\"re\":1", "\"reply\":\"hello\"", packets);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"");
	expect("\"re\":2", "\"reply\":\"released\"", "\"vf\":null", packets);
	say("{\"v\":1,\"id\":3,\"request\":\"arrived\"}");
	expect("\"re\":3", "\"reply\":\"announced\"", packets);
	plug(&one);
	say("{\"v\":1,\"id\":4,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"");
	expect("\"re\":4", "\"reply\":\"active\"", packets);
	say("{\"v\":1,\"id\":5,\"request\":\"status\"}");
	expect("\"re\":5", "\"reply\":\"status\"", packets);
	CU_ASSERT_EQUAL(seen(&one).counted, 6);
	end();
}

static void
prepares_and_adopts(void)
{
	begin(1);
	say("{\"v\":1,\"id\":3,\"request\":\"prepare\",\"macs\":[\"" ONE "\"],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE, "\"path\":\"backup\"", "planned");
	expect("\"re\":3", "\"reply\":\"released\"", "\"path\":\"backup\"", "\"vf\":null");
	CU_ASSERT_EQUAL(seen(&one).done[PORT_RELEASE], 1);
	say("{\"v\":1,\"id\":4,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":5000}");
	plug(&one);
	expect("\"event\":\"path\"", "\"path\":\"vf\"", "failback");
	expect("\"re\":4", "\"reply\":\"active\"", "\"path\":\"vf\"");
	end();
}

static void
refuses(void)
{
	begin(2);
	fail(&two, PORT_WAIT_QUIET);
	say("{\"v\":1,\"id\":5,\"request\":\"prepare\",\"macs\":[\"52:54:00:00:00:99\"],\"deadline_ms\":"
	    "5000}");
	expect("\"re\":5", "\"reply\":\"refused\"", "52:54:00:00:00:99");
	say("{\"v\":1,\"id\":6,\"request\":\"prepare\",\"macs\":[\"" TWO "\"],\"deadline_ms\":5000}");
	expect("\"re\":6", "\"reply\":\"refused\"", TWO, "stream to end: broken");
	CU_ASSERT_EQUAL(seen(&two).done[PORT_ROLLBACK], 1);
	say("no json");
	expect("\"event\":\"refused\"");
	say("{\"v\":1,\"id\":7,\"request\":\"adopt\",\"macs\":[\"" ONE "\"],\"deadline_ms\":1}");
	expect("\"re\":7", "\"reply\":\"active\"");
	end();
}

/* One pair of two fails: one reply, and the other pair stays where the request brought it. */
static void
one_of_two_fails(void)
{
	begin(2);
	fail(&two, PORT_OVERLAP);
	say("{\"v\":1,\"id\":8,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE);
	expect("\"re\":8", "\"reply\":\"refused\"", "pair 52:54:00:00:00:02", "broken");
	CU_ASSERT_EQUAL(seen(&one).done[PORT_RELEASE], 1);
	plug(&one);
	say("{\"v\":1,\"id\":9,\"request\":\"abandon\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"", ONE, "\"path\":\"vf\"");
	expect("\"re\":9", "\"reply\":\"active\"", ONE, TWO);
	end();
}

/* The host may ask in the middle of a move, and is answered at once; then it changes its mind. */
static void
status_in_a_move(void)
{
	begin(2);
	stall(&one, PORT_WAIT_QUIET);
	stall(&two, PORT_WAIT_QUIET);
	say("{\"v\":1,\"id\":10,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":11,\"request\":\"status\"}");
	expect("\"re\":11", "\"reply\":\"status\"");
	say("{\"v\":1,\"id\":12,\"request\":\"abandon\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"re\":10", "refused", "overtaken by another request: abandon");
	expect("\"re\":12", "\"reply\":\"active\"");
	CU_ASSERT_EQUAL(seen(&two).facts.path, WIRE_PATH_VF);
	end();
}

/* Each overtakes the one before it; every one is answered, in order. */
static void
burst_of_requests(void)
{
	begin(1);
	stall(&one, PORT_OVERLAP);
	say("{\"v\":1,\"id\":13,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}\n"
	    "{\"v\":1,\"id\":14,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}\n"
	    "{\"v\":1,\"id\":15,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	expect("\"re\":13", "refused", "overtaken");
	expect("\"re\":14", "refused", "overtaken");
	stall(&one, PORT_NOTHING);
	expect("\"event\":\"path\"");
	expect("\"re\":15", "released");
	end();
}

static void
announces_on_arrival(void)
{
	begin(2);
	say("{\"v\":1,\"id\":16,\"request\":\"arrived\"}");
	expect("\"re\":16", "\"reply\":\"announced\"", ONE, TWO);
	CU_ASSERT_TRUE(seen(&one).announced >= 1);
	end();
	begin(1);
	fail(&one, PORT_ANNOUNCE);
	say("{\"v\":1,\"id\":17,\"request\":\"arrived\"}");
	expect("\"re\":17", "refused", "announcing: broken");
	end();
}

/* A new connection gets no reply to the old one's requests, whose ids may be the same; the work goes on. */
static void
new_connection_in_a_move(void)
{
	begin(1);
	stall(&one, PORT_DRAIN_TX);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":3,\"request\":\"sta");
	say("{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	expect("\"event\":\"refused\"");
	expect("\"re\":1", "\"reply\":\"hello\"");
	stall(&one, PORT_NOTHING);
	expect("\"event\":\"path\"");
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"re\":2", "\"reply\":\"released\"");
	end();
}

static void
hang_up_in_a_move(void)
{
	begin(1);
	stall(&one, PORT_DRAIN_TX);
	say("{\"v\":1,\"id\":2,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":3,\"request\":\"status\"}");
	expect("\"re\":3");
	host_hang_up();
	stall(&one, PORT_NOTHING);
	while (seen(&one).facts.has_vf)
		sched_yield();
	CU_ASSERT_EQUAL(seen(&one).facts.path, WIRE_PATH_BACKUP);
	end();
}

/* Removed in the middle: the host hears so, and the other pair lives on. */
static void
removed_in_a_move(void)
{
	begin(2);
	stall(&one, PORT_MOVE_TX);
	say("{\"v\":1,\"id\":18,\"request\":\"prepare\",\"macs\":[\"" ONE "\"],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":19,\"request\":\"status\"}");
	expect("\"re\":19");
	control_remove(&one);
	expect("\"re\":18", "refused", "removed the port");
	say("{\"v\":1,\"id\":20,\"request\":\"hello\"}");
	expect("\"re\":20", TWO);
	end();
}

static const struct unit_test tests[] = {
        {"says hello and status", says_hello_and_status},
        {"tells packets when it is asked", tells_packets_when_asked},
        {"prepares and adopts", prepares_and_adopts},
        {"refuses", refuses},
        {"one of two pairs fails", one_of_two_fails},
        {"status in the middle of a move", status_in_a_move},
        {"a burst of requests", burst_of_requests},
        {"announces on arrival", announces_on_arrival},
        {"a new connection in the middle of a move", new_connection_in_a_move},
        {"a hang-up in the middle of a move", hang_up_in_a_move},
        {"removed in the middle of a move", removed_in_a_move},
};

UNIT_MAIN("control", tests)
