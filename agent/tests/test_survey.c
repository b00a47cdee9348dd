/* SPDX-License-Identifier: BSD-3-Clause */
/* test_survey.c: what hosts have and who is on them, through libvirt's test driver; and a survey as JSON. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit.h"
#include "vferryd/survey.h"

#define UUID(digit)     "7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4" digit
#define NIC(type, more) "<interface type='" type "'><mac address='52:54:00:00:00:01'/>" more "</interface>"
#define BACKUP          NIC("bridge", "<source bridge='br0'/><model type='virtio'/>")
#define VF(function)   \
	NIC("hostdev", \
	    "<source><address type='pci' domain='0' bus='1' slot='0x10' function='" function "'/></source>")
#define DOMAIN(name, digit, metadata, nics)                                                                 \
	"<domain type='test'><name>" name                                                                   \
	"</name><uuid>" UUID(digit) "</uuid>" metadata                                                      \
	                            "<memory unit='MiB'>64</memory><os><type>hvm</type></os><devices>" nics \
	                            "</devices></domain>"

static struct survey survey;
static struct err err;

/* A file of the test driver's, whose name goes to uri. */
static void
make_host(const char *node, char uri[64])
{
	FILE *file;
	int fd;

	(void)snprintf(uri, 64, "test:///tmp/test-survey-XXXXXX");
	fd = mkstemp(uri + strlen("test://"));
	file = fd < 0 ? NULL : fdopen(fd, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(file && fputs(node, file) >= 0 && fclose(file) == 0);
}

/* The answer, of the decoded line. */
static int
look(const char *own, const char *far)
{
	const char *const to[] = {far, "test:///nowhere.xml"};
	const struct control_request request = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 3}, .method = CONTROL_SURVEY, .to = to, .nto = 2};
	char *line = survey_look(own, &request);
	struct control_message message;
	int ret;

	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	if (!line)
		return -ENOMEM;
	CU_ASSERT_EQUAL_FATAL(control_decode_message(line, strlen(line) - 1, &message, &err), 0);
	ret = message.kind == CONTROL_RESULT ? survey_read(message.result, &survey, &err) : message.code;
	control_message_clear(&message);
	free(line);
	return ret;
}

static void
guests_and_hosts_are_seen(void)
{
	const struct fleet_host *there = &survey.hosts[1].host;
	char own[64], far[64];

	make_host("<node>" DOMAIN("plain", "1", "", BACKUP)
	                  DOMAIN("paired", "2", "", VF("1") BACKUP) "</node>",
	          own);
	make_host("<node>" DOMAIN("far", "3", "", BACKUP) "</node>", far);
	CU_ASSERT_EQUAL(look(own, far), 0);
	CU_ASSERT_EQUAL(survey.nhosts, 3);
	CU_ASSERT_EQUAL(survey.nguests, 1);
	CU_ASSERT_STRING_EQUAL(survey.guests[0].name, "paired");
	CU_ASSERT_STRING_EQUAL(survey.guests[0].uuid, UUID("2"));
	CU_ASSERT_EQUAL(survey.guests[0].memory, 64 << 20);
	CU_ASSERT_EQUAL(survey.guests[0].npools, 1);
	CU_ASSERT_STRING_EQUAL(survey.guests[0].pools[0].name, SURVEY_NO_POOL);
	CU_ASSERT_EQUAL(survey.guests[0].pools[0].vfs, 1);
	CU_ASSERT_STRING_EQUAL(there->uri, far);
	CU_ASSERT(there->memory > 0 && there->tells_vfs);
	CU_ASSERT_EQUAL(survey.hosts[1].why[0], '\0');
	CU_ASSERT_NOT_EQUAL(survey.hosts[2].why[0], '\0');
	CU_ASSERT_EQUAL(survey_find(&survey, UUID("1")), 0);
	CU_ASSERT_EQUAL(survey_find(&survey, UUID("3")), 1);
	CU_ASSERT_EQUAL(survey_find(&survey, UUID("4")), FLEET_NOWHERE);
	survey_clear(&survey);
	unlink(own + strlen("test://"));
	unlink(far + strlen("test://"));
}

static void
a_host_without_a_daemon_of_its_own_is_no_survey(void)
{
	CU_ASSERT_EQUAL(look("test:///nowhere.xml", "test:///default"), OUTCOME_SOURCE_UNREACHABLE);
}

#define HOST               "{\"uri\":\"a\",\"why\":\"\",\"memory\":null,\"pools\":null,\"running\":[]}"
#define ALL(hosts, guests) "{\"hosts\":[" hosts "],\"guests\":[" guests "]}"

static void
what_is_no_survey_is_refused(void)
{
	static const char *const bad[] = {
	        "{}",
	        ALL("", ""),
	        ALL("{}", ""),
	        ALL(HOST, "{}"),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":-1,\"pools\":null,\"running\":[]}", ""),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":\"\",\"pools\":null,\"running\":[]}", ""),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":1,\"pools\":{},\"running\":[]}", ""),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":1,\"pools\":[{\"pool\":\"\",\"vfs\":1}],"
	            "\"running\":[]}",
	            ""),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":1,\"pools\":null,\"running\":[\"b\"]}", ""),
	        ALL("{\"uri\":\"a\",\"why\":\"\",\"memory\":1,\"pools\":null,\"running\":[],\"x\":1}", ""),
	        ALL(HOST, "{\"domain\":\"d\",\"uuid\":\"" UUID("1") "1\",\"memory\":1,\"pools\":[]}"),
	        ALL(HOST, "{\"domain\":\"d\",\"uuid\":\"" UUID("1") "\",\"memory\":1,\"pools\":null}"),
	};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_t *json = json_loads(bad[i], 0, NULL);

		CU_ASSERT_PTR_NOT_NULL_FATAL(json);
		err.text[0] = '\0';
		CU_ASSERT_EQUAL(survey_read(json, &survey, &err), -EINVAL);
		CU_ASSERT_NOT_EQUAL(err.text[0], '\0');
		survey_clear(&survey);
		json_decref(json);
	}
}

static void
what_is_told_is_read(void)
{
	static const char text[] =
	        ALL("{\"uri\":\"a\",\"why\":\"away\",\"memory\":7,\"pools\":[{\"pool\":"
	            "\"p\",\"vfs\":2}],\"running\":[\"" UUID("1") "\"]}," HOST,
	            "{\"domain\":\"d\",\"uuid\":\"" UUID("1") "\",\"memory\":1,\"pools\":"
	                                                      "[{\"pool\":\"p\",\"vfs\":1}]}");
	json_t *json = json_loads(text, 0, NULL), *again;

	CU_ASSERT_EQUAL(survey_read(json, &survey, &err), 0);
	again = survey_json(&survey);
	CU_ASSERT(json_equal(json, again));
	survey_clear(&survey);
	json_decref(json);
	json_decref(again);
}

static const struct unit_test tests[] = {
        {"guests and hosts are seen", guests_and_hosts_are_seen},
        {"a host of its own that does not answer is no survey",
         a_host_without_a_daemon_of_its_own_is_no_survey},
        {"what is no survey is refused", what_is_no_survey_is_refused},
        {"what is told is read", what_is_told_is_read},
};

UNIT_MAIN("survey", tests)
