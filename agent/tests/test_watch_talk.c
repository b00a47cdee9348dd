/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watch_talk.c: one talk with a guest, and what a domain's XML says. Neighbour: test_guest.c. */
#include "vferryd/watch_talk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_xml.h"
#include "tests/unit.h"
#include "vferryd/watch_facts.h"

#define PAIRS  "\"pairs\":[{\"mac\":\"" M1 "\",\"path\":\"backup\",\"vf\":null,\"backup\":null}]"
#define HELLO  "{\"v\":1,\"re\":8,\"reply\":\"hello\",\"library\":\"vferry 0.1.0\"," PAIRS "}\n"
#define STATUS "{\"v\":1,\"re\":9,\"reply\":\"status\"," PAIRS "}\n"

static struct watch_talk talk;
static struct err err;

static void
begin(void)
{
	CU_ASSERT_EQUAL(talk_begin(&talk, 7, &err), 0);
}

static bool
feed(const char *text)
{
	return talk_feed(&talk, text, strlen(text));
}

static void
check_told(void)
{
	struct watch_reply reply = talk_reply(&talk);

	CU_ASSERT_EQUAL(reply.answer, WATCH_TOLD);
	CU_ASSERT_STRING_EQUAL(reply.library, "vferry 0.1.0");
	CU_ASSERT(reply.status->npairs == 1 && reply.status->pairs[0].path == WIRE_PATH_BACKUP);
}

static void
both_questions_are_sent_at_once(void)
{
	begin();
	CU_ASSERT_STRING_EQUAL(talk.questions, "\n{\"v\":1,\"id\":8,\"request\":\"hello\"}\n"
	                                       "{\"v\":1,\"id\":9,\"request\":\"status\"}\n");
}

static void
answers_may_come_in_any_pieces(void)
{
	static const char both[] = HELLO STATUS;

	begin();
	CU_ASSERT_TRUE(feed(both));
	check_told();
	begin();
	CU_ASSERT_FALSE(feed(HELLO));
	CU_ASSERT_TRUE(feed(STATUS));
	check_told();
	begin();
	for (size_t i = 0; i < sizeof(both) - 1; i++)
		CU_ASSERT_EQUAL(talk_feed(&talk, both + i, 1), i == sizeof(both) - 2);
	check_told();
}

static void
what_is_left_of_others_is_dropped(void)
{
	begin();
	CU_ASSERT_FALSE(feed("tail of a line\n" STATUS
	                     "{\"v\":1,\"re\":3,\"reply\":\"hello\",\"library\":\"vferry "
	                     "9\"," PAIRS "}\n\n"));
	CU_ASSERT_EQUAL(talk_reply(&talk).answer, WATCH_SILENT);
	CU_ASSERT_TRUE(feed(HELLO STATUS));
	check_told();
}

static void
other_version_ends_it(void)
{
	begin();
	CU_ASSERT_TRUE(feed("{\"v\":2,\"re\":8,\"reply\":\"hello\"}\n"));
	CU_ASSERT_EQUAL(talk_reply(&talk).answer, WATCH_ALIEN);
	CU_ASSERT(talk_reply(&talk).why[0] != '\0');
}

static void
refusal_is_no_answer(void)
{
	begin();
	CU_ASSERT_TRUE(feed("{\"v\":1,\"re\":8,\"reply\":\"refused\",\"reason\":\"no\"}\n"));
	CU_ASSERT_EQUAL(talk_reply(&talk).answer, WATCH_SILENT);
}

static void
flood_goes_nowhere(void)
{
	static char noise[1 << 16];

	memset(noise, 'x', sizeof(noise));
	begin();
	for (int i = 0; i < 100; i++)
		CU_ASSERT_FALSE(talk_feed(&talk, noise, sizeof(noise)));
	for (size_t i = 0; i < sizeof(noise); i += 3)
		noise[i] = '\n';
	for (int i = 0; i < 100; i++)
		CU_ASSERT_FALSE(talk_feed(&talk, noise, sizeof(noise)));
	CU_ASSERT_TRUE(feed("\n" HELLO STATUS));
	check_told();
}

#define AWAY                                                                                       \
	"<metadata><vferry:away xmlns:vferry='urn:vferry:away:1' left='hosta' until='1795721000'>" \
	"<vferry:pair mac='" M1 "'><vferry:device><interface type='network'><mac address='" M1     \
	"'/><source network='vfpool'/></interface></vferry:device></vferry:pair></vferry:away></metadata>"
#define DOMAIN_AWAY(metadata)                                                                 \
	"<domain type='kvm'><name>vnf</name>" metadata "<devices>" CHANNEL VIRTIO(M1, "net0") \
	        VIRTIO(M2, "net1") IGB(M2, "net2") "</devices></domain>"

static int
read_facts(const char *xml, struct watch_facts *facts)
{
	return watch_facts_read(xml, strlen(xml), facts, &err);
}

static void
facts_of_a_domain(void)
{
	struct watch_facts facts = {0};

	CU_ASSERT_EQUAL(read_facts(DOMAIN(CHANNEL VIRTIO(M1, "net0") IGB(M1, "net1")), &facts), 0);
	CU_ASSERT(facts.channel && !facts.away && facts.npairs == 1 && facts.pairs[0].vf);
	CU_ASSERT_STRING_EQUAL(facts.pairs[0].mac, M1);
	CU_ASSERT_EQUAL(read_facts(DOMAIN_AWAY(AWAY), &facts), 0);
	CU_ASSERT(facts.away && facts.until_s == 1795721000 && facts.npairs == 2);
	CU_ASSERT_STRING_EQUAL(facts.left, "hosta");
	CU_ASSERT(facts.pairs[0].vf && strcmp(facts.pairs[0].mac, M2) == 0);
	CU_ASSERT(!facts.pairs[1].vf && strcmp(facts.pairs[1].mac, M1) == 0);
	CU_ASSERT_EQUAL(read_facts(DOMAIN(""), &facts), 0);
	CU_ASSERT(!facts.channel && !facts.away && facts.npairs == 0 && !facts.left[0] &&
	          !facts.unreadable[0]);
	CU_ASSERT_EQUAL(read_facts("<network/>", &facts), -EBADMSG);
}

static void
metadata_of_another_version_is_told(void)
{
	struct watch_facts facts = {0};

	CU_ASSERT_EQUAL(
	        read_facts(DOMAIN_AWAY("<metadata><a:away xmlns:a='urn:vferry:away:2'/></metadata>"), &facts),
	        0);
	CU_ASSERT(!facts.away && facts.npairs == 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(facts.unreadable, "its metadata cannot be read: "));
}

static const struct unit_test tests[] = {
        {"both questions are sent at once", both_questions_are_sent_at_once},
        {"answers may come in any pieces", answers_may_come_in_any_pieces},
        {"what is left of others is dropped", what_is_left_of_others_is_dropped},
        {"another version ends it", other_version_ends_it},
        {"a refusal is no answer", refusal_is_no_answer},
        {"a flood goes nowhere", flood_goes_nowhere},
        {"facts of a domain", facts_of_a_domain},
        {"metadata of another version is told", metadata_of_another_version_is_told},
};

UNIT_MAIN("watch talk", tests)
