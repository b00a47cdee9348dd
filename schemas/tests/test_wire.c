/* SPDX-License-Identifier: BSD-3-Clause */
/* test_wire.c: the codec of the guest link: every message there and back, and what is never sent. Neighbour:
 * test_refuse.c. */
#include "wire.h"

#include <errno.h>
#include <string.h>

#include "samples.h"
#include "unit.h"

static struct wire_msg msg, back;
static char line[WIRE_LINE_MAX + 1], again[WIRE_LINE_MAX + 1];

/* The line must decode, and what comes out must be written as the very same line. */
static void
check_round(int size)
{
	struct err err = {0};

	CU_ASSERT_EQUAL_FATAL(size, (int)strlen(line));
	CU_ASSERT_EQUAL(line[size - 1], '\n');
	CU_ASSERT_EQUAL(wire_decode(line, (size_t)size - 1, &back, &err), 0);
	CU_ASSERT_EQUAL(wire_encode(&back, again, sizeof(again), &err), size);
	CU_ASSERT_STRING_EQUAL(again, line);
	CU_ASSERT_EQUAL(err.code, 0);
}

static void
test_every_message_round(void)
{
	unsigned int n = 0;

	for (enum wire_kind kind = WIRE_REQUEST; kind <= WIRE_EVENT; kind++)
		for (enum wire_name name = 0; name < WIRE_NAME_MAX_; name++) {
			if (sample_msg(kind, name, &msg)) {
				check_round(wire_encode(&msg, line, sizeof(line), NULL));
				CU_ASSERT_EQUAL(back.kind, kind);
				CU_ASSERT_EQUAL(back.name, name);
				n++;
			} else {
				msg = (struct wire_msg){.kind = kind, .name = name, .id = 1};
				CU_ASSERT_EQUAL(wire_encode(&msg, line, sizeof(line), NULL), -EINVAL);
			}
		}
	CU_ASSERT_EQUAL(n, 15);
}

static void
test_line_as_documented(void)
{
	static const char wanted[] =
	        "{\"v\":1,\"id\":7,\"request\":\"prepare\",\"macs\":[\"52:54:00:00:00:01\","
	        "\"52:54:00:00:00:02\"],\"deadline_ms\":5000}\n";

	sample_msg(WIRE_REQUEST, WIRE_PREPARE, &msg);
	CU_ASSERT_EQUAL(wire_encode(&msg, line, sizeof(line), NULL), (int)strlen(wanted));
	CU_ASSERT_STRING_EQUAL(line, wanted);
}

/* Reading and writing share a table, so that a round trip would not see two members changing places. */
static void
test_members_land_where_they_belong(void)
{
	static const char text[] = "{\"v\":1,\"re\":9,\"reply\":\"hello\",\"library\":\"vferry "
	                           "0.1.0\",\"pairs\":[{\"mac\":\"52:54:00:00:00:01\","
	                           "\"path\":\"backup\",\"vf\":null,\"backup\":{\"pci\":\"0000:02:00.1\","
	                           "\"driver\":\"kernel\",\"pmd\":\"dpdk\","
	                           "\"link_up\":true,\"rx_packets\":3,\"tx_packets\":4},"
	                           "\"packets\":{\"vf\":{\"received\":5,\"sent\":6},"
	                           "\"backup\":{\"received\":7,\"sent\":8}}}]}";
	const struct wire_pair *pair = &msg.pairs[0];

	CU_ASSERT_EQUAL_FATAL(wire_decode(text, strlen(text), &msg, NULL), 0);
	CU_ASSERT_EQUAL(msg.id, 9);
	CU_ASSERT_STRING_EQUAL(msg.text, "vferry 0.1.0");
	CU_ASSERT_EQUAL(msg.npairs, 1);
	CU_ASSERT_STRING_EQUAL(pair->mac, "52:54:00:00:00:01");
	CU_ASSERT_EQUAL(pair->path, WIRE_PATH_BACKUP);
	CU_ASSERT_FALSE(pair->has_vf);
	CU_ASSERT_TRUE(pair->has_backup);
	CU_ASSERT_STRING_EQUAL(pair->backup.pci, "0000:02:00.1");
	CU_ASSERT_STRING_EQUAL(pair->backup.driver, "kernel");
	CU_ASSERT_STRING_EQUAL(pair->backup.pmd, "dpdk");
	CU_ASSERT_TRUE(pair->backup.link_up);
	CU_ASSERT_EQUAL(pair->backup.rx_packets, 3);
	CU_ASSERT_EQUAL(pair->backup.tx_packets, 4);
	CU_ASSERT_TRUE(pair->has_packets);
	CU_ASSERT_EQUAL(pair->packets.vf.received, 5);
	CU_ASSERT_EQUAL(pair->packets.vf.sent, 6);
	CU_ASSERT_EQUAL(pair->packets.backup.received, 7);
	CU_ASSERT_EQUAL(pair->packets.backup.sent, 8);
}

/* A library that does not count says nothing of packets, and that is not zero. */
static void
test_packets_may_be_left_out(void)
{
	sample_msg(WIRE_REPLY, WIRE_STATUS, &msg);
	CU_ASSERT_FALSE(msg.pairs[1].has_packets);
	check_round(wire_encode(&msg, line, sizeof(line), NULL));
	CU_ASSERT_TRUE(back.pairs[0].has_packets);
	CU_ASSERT_FALSE(back.pairs[1].has_packets);
	CU_ASSERT_PTR_NULL(strstr(strstr(line, "52:54:00:00:00:02"), "packets\":{"));
}

static void
test_event_lands_where_it_belongs(void)
{
	static const char text[] = "{\"why\":\"failback\",\"path\":\"vf\",\"mac\":\"52:54:00:00:00:02\","
	                           "\"event\":\"path\",\"v\":1}";

	CU_ASSERT_EQUAL_FATAL(wire_decode(text, strlen(text), &msg, NULL), 0);
	CU_ASSERT_EQUAL(msg.kind, WIRE_EVENT);
	CU_ASSERT_EQUAL(msg.name, WIRE_PATH);
	CU_ASSERT_EQUAL(msg.id, 0);
	CU_ASSERT_STRING_EQUAL(msg.mac, "52:54:00:00:00:02");
	CU_ASSERT_EQUAL(msg.path, WIRE_PATH_VF);
	CU_ASSERT_STRING_EQUAL(msg.text, "failback");
}

static void
test_longest_line_fits(void)
{
	int size;

	sample_longest(&msg);
	size = wire_encode(&msg, line, sizeof(line), NULL);
	CU_ASSERT_FATAL(size > 15000 && size <= WIRE_LINE_MAX);
	check_round(size);
	CU_ASSERT_EQUAL(wire_encode(&msg, line, (size_t)size + 1, NULL), size);
	CU_ASSERT_EQUAL(wire_encode(&msg, line, (size_t)size, NULL), -ENOSPC);
	CU_ASSERT_EQUAL(wire_encode(&msg, line, 0, NULL), -ENOSPC);
}

/* Encoding must refuse with -EINVAL and name the member. */
static void
check_not_sent(const char *where)
{
	struct err err = {0};

	CU_ASSERT_EQUAL(wire_encode(&msg, line, sizeof(line), &err), -EINVAL);
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT(!strncmp(err.text, where, strlen(where)));
}

static void
test_encode_refuses_bad_fields(void)
{
	sample_msg(WIRE_REQUEST, WIRE_PREPARE, &msg);
	msg.id = 0;
	check_not_sent("id: ");
	msg.id = UINT64_MAX;
	check_not_sent("id: ");
	msg.id = 1;
	msg.deadline_ms = WIRE_DEADLINE_MAX_MS + 1;
	check_not_sent("deadline_ms: ");
	msg.deadline_ms = 1;
	SET(msg.macs[1], "52:54:00:00:00:FF");
	check_not_sent("macs: [1]: ");
	msg.nmacs = UINT32_MAX;
	check_not_sent("macs: ");

	sample_msg(WIRE_REPLY, WIRE_STATUS, &msg);
	msg.pairs[0].packets.backup.sent++;
	check_not_sent("pairs: [0]: packets: backup: sent: ");
	memset(msg.pairs[0].vf.driver, 'x', sizeof(msg.pairs[0].vf.driver));
	check_not_sent("pairs: [0]: vf: driver: ");
	msg.npairs = WIRE_PAIRS_MAX + 1;
	check_not_sent("pairs: ");

	sample_msg(WIRE_EVENT, WIRE_PATH, &msg);
	msg.path = (enum wire_path)9;
	check_not_sent("path: ");
	msg.path = WIRE_PATH_VF;
	SET(msg.text, "because");
	check_not_sent("why: ");
	memset(msg.text, 'x', sizeof(msg.text));
	check_not_sent("why: ");

	sample_msg(WIRE_EVENT, WIRE_REFUSED, &msg);
	SET(msg.text, "caf\xe9");
	check_not_sent("reason: ");
	msg.kind = (enum wire_kind)3;
	check_not_sent("there is no such message");
	msg.kind = WIRE_EVENT;
	msg.name = WIRE_NAME_MAX_;
	check_not_sent("there is no such message");
	CU_ASSERT_EQUAL(wire_encode(&msg, line, sizeof(line), NULL), -EINVAL);
}

static void
test_text_that_may_travel(void)
{
	char text[400];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "a\nb\x1b\xc3\xa9~", 7);
	sample_msg(WIRE_EVENT, WIRE_REFUSED, &msg);
	wire_text(&msg, text);
	CU_ASSERT(!strncmp(msg.text, "a?b???~x", 8));
	CU_ASSERT_EQUAL(strlen(msg.text), WIRE_TEXT_MAX);
	CU_ASSERT(wire_encode(&msg, line, sizeof(line), NULL) > 0);
}

static void
test_mac_parse(void)
{
	static const char *const bad[] = {
	        "",
	        "52",
	        "52:54:00:00:00:0",
	        "52:54:00:00:00:001",
	        "52:54:00:00:00:0g",
	        "52:54:00:00:00-01",
	        "53:54:00:00:00:01",
	        "ff:ff:ff:ff:ff:ff",
	        "00:00:00:00:00:00",
	        " 52:54:00:00:00:1",
	};
	char mac[18] = "before";

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_EQUAL(wire_mac_parse(bad[i], mac), -EINVAL);
	CU_ASSERT_STRING_EQUAL(mac, "before");
	CU_ASSERT_EQUAL(wire_mac_parse("52:54:00:aB:Cd:EF", mac), 0);
	CU_ASSERT_STRING_EQUAL(mac, "52:54:00:ab:cd:ef");
}

static void
test_names(void)
{
	for (enum wire_name name = 0; name < WIRE_NAME_MAX_; name++)
		CU_ASSERT_PTR_NOT_NULL(wire_name(name));
	CU_ASSERT_STRING_EQUAL(wire_name(WIRE_ANNOUNCED), "announced");
	CU_ASSERT_STRING_EQUAL(wire_path_name(WIRE_PATH_NONE), "none");
	CU_ASSERT_STRING_EQUAL(wire_path_name(WIRE_PATH_VF), "vf");
	CU_ASSERT_STRING_EQUAL(wire_path_name(WIRE_PATH_BACKUP), "backup");
}

static const struct unit_test tests[] = {
        {"every message there and back", test_every_message_round},
        {"a line as documented", test_line_as_documented},
        {"members land where they belong", test_members_land_where_they_belong},
        {"packets may be left out", test_packets_may_be_left_out},
        {"an event lands where it belongs", test_event_lands_where_it_belongs},
        {"the longest line fits", test_longest_line_fits},
        {"encode refuses bad fields", test_encode_refuses_bad_fields},
        {"text that may travel", test_text_that_may_travel},
        {"MAC addresses", test_mac_parse},
        {"names", test_names},
};

UNIT_MAIN("wire", tests)
