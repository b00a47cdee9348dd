/* SPDX-License-Identifier: BSD-3-Clause */
/* test_refuse.c: every kind of line that is no message of version 1, and that the reason names the member.
 * Whole examples, read by the schema's validator as well, stand in schemas/examples/link. Neighbour:
 * test_wire.c. */
#include <errno.h>
#include <string.h>

#include "unit.h"
#include "wire.h"

static struct wire_msg msg;

/* Decoding text must end in code, and the reason must be printable and begin with where (the member's name).
 */
struct refusal {
	const char *text;
	int code;
	const char *where;
};

static void
check_refused(const struct refusal *wanted)
{
	struct err err = {0};
	int rc = wire_decode(wanted->text, strlen(wanted->text), &msg, &err);

	if (rc != wanted->code || err.code != rc ||
	    strncmp(err.text, wanted->where, strlen(wanted->where)) != 0)
		printf("\n%s\nwanted %d '%s', came %d '%s'\n", wanted->text, wanted->code, wanted->where, rc,
		       err.text);
	CU_ASSERT_EQUAL(rc, wanted->code);
	CU_ASSERT_EQUAL(err.code, rc);
	for (const char *c = err.text; *c; c++)
		CU_ASSERT(*c >= ' ' && *c <= '~');
	CU_ASSERT(!strncmp(err.text, wanted->where, strlen(wanted->where)));
}

#define CHECK_REFUSED(table)                                                     \
	for (unsigned int i_ = 0; i_ < sizeof(table) / sizeof((table)[0]); i_++) \
	check_refused(&(table)[i_])

static void
test_unknown_versions(void)
{
	static const struct refusal table[] = {
	        {"{\"v\":2,\"id\":1,\"request\":\"hello\"}", -EPROTONOSUPPORT, "v: "},
	        {"{\"v\":0,\"id\":1,\"request\":\"hello\"}", -EPROTONOSUPPORT, "v: "},
	        {"{\"v\":-1,\"id\":1,\"request\":\"hello\"}", -EPROTONOSUPPORT, "v: "},
	        {"{\"v\":2,\"salute\":[]}", -EPROTONOSUPPORT, "v: "},
	        {"{\"v\":1.0,\"id\":1,\"request\":\"hello\"}", -EBADMSG, "v: "},
	        {"{\"v\":\"1\",\"id\":1,\"request\":\"hello\"}", -EBADMSG, "v: "},
	        {"{\"id\":1,\"request\":\"hello\"}", -EBADMSG, "v: is missing"},
	};
	CHECK_REFUSED(table);
}

static void
test_no_message(void)
{
	static const struct refusal table[] = {
	        {"", -EBADMSG, "byte "},
	        {"  ", -EBADMSG, "byte "},
	        {"hello", -EBADMSG, "byte "},
	        {"7", -EBADMSG, "byte "},
	        {"[]", -EBADMSG, "is not a JSON object"},
	        {"{\"v\":1", -EBADMSG, "byte "},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\"}x", -EBADMSG, "byte "},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\"}{}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"id\":1,\"id\":1,\"request\":\"hello\"}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"\xff\"}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"\xc0\xaf\"}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"a\\u0000b\"}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"a\tb\"}", -EBADMSG, "byte "},
	        {"{\"v\":1 \"\xc3\xa9\"}", -EBADMSG, "byte 11: '}' expected near '\"?"},
	        {"{\"v\":1,\"id\":99999999999999999999,\"request\":\"hello\"}", -EBADMSG, "byte "},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"x\":[[[[[]]]]]}", -EBADMSG, "byte "},
	        {"{\"v\":1}", -EBADMSG, "request, reply or event: is missing"},
	        {"{\"v\":1,\"id\":1,\"request\":7}", -EBADMSG, "request: is not a string"},
	        {"{\"v\":1,\"id\":1,\"request\":\"dance\"}", -EBADMSG,
	         "request: there is none named 'dance'"},
	        {"{\"v\":1,\"id\":1,\"request\":\"\xc3\xa9\"}", -EBADMSG,
	         "request: there is none named '?"
	         "?'"},
	        {"{\"v\":1,\"id\":1,\"request\":\"released\"}", -EBADMSG, "request: there is none"},
	        {"{\"v\":1,\"re\":1,\"reply\":\"prepare\"}", -EBADMSG, "reply: there is none"},
	        {"{\"v\":1,\"event\":\"hello\"}", -EBADMSG, "event: there is none"},
	};
	CHECK_REFUSED(table);
}

static void
test_wrong_members_of_messages(void)
{
	static const struct refusal table[] = {
	        {"{\"v\":1,\"request\":\"hello\"}", -EBADMSG, "id: is missing"},
	        {"{\"v\":1,\"id\":0,\"request\":\"hello\"}", -EBADMSG, "id: is not within"},
	        {"{\"v\":1,\"id\":-1,\"request\":\"hello\"}", -EBADMSG, "id: is not within"},
	        {"{\"v\":1,\"id\":9007199254740992,\"request\":\"hello\"}", -EBADMSG, "id: is not within"},
	        {"{\"v\":1,\"id\":1.5,\"request\":\"hello\"}", -EBADMSG, "id: is not an integer"},
	        {"{\"v\":1,\"id\":null,\"request\":\"hello\"}", -EBADMSG, "id: is not an integer"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"more\":1}", -EBADMSG, "more: is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"re\":1}", -EBADMSG, "re: is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"reply\":\"hello\"}", -EBADMSG,
	         "reply: is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"\":1}", -EBADMSG, ": is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"\\u001b[2J\":1}", -EBADMSG,
	         "?[2J: is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"hello\",\"macs\":[]}", -EBADMSG, "macs: is not a member"},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"macs\":[]}", -EBADMSG, "deadline_ms: is missing"},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":0}", -EBADMSG,
	         "deadline_ms: "},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":600001}", -EBADMSG,
	         "deadline_ms: "},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"deadline_ms\":1}", -EBADMSG, "macs: is missing"},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"macs\":{},\"deadline_ms\":1}", -EBADMSG,
	         "macs: is not an array"},
	        {"{\"v\":1,\"id\":1,\"request\":\"adopt\",\"macs\":[7],\"deadline_ms\":1}", -EBADMSG,
	         "macs: [0]: "},
	        {"{\"v\":1,\"re\":1,\"reply\":\"status\",\"pairs\":null}", -EBADMSG,
	         "pairs: is not an array"},
	        {"{\"v\":1,\"re\":1,\"reply\":\"hello\",\"library\":\"\",\"pairs\":[]}", -EBADMSG,
	         "library: has 0 "},
	        {"{\"v\":1,\"re\":1,\"reply\":\"refused\",\"reason\":7}", -EBADMSG,
	         "reason: is not a string"},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"\\u001b[2J\"}", -EBADMSG,
	         "reason: has a character"},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"\xc3\xa9\"}", -EBADMSG,
	         "reason: has a character"},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"\\u007f\"}", -EBADMSG,
	         "reason: has a character"},
	        {"{\"v\":1,\"event\":\"refused\",\"reason\":\"x\",\"re\":1}", -EBADMSG,
	         "re: is not a member"},
	};
	CHECK_REFUSED(table);
}

static void
test_wrong_addresses_and_words(void)
{
#define ADOPT(mac) "{\"v\":1,\"id\":1,\"request\":\"adopt\",\"deadline_ms\":1,\"macs\":[" mac "]}"
	static const struct refusal table[] = {
	        {ADOPT("\"52:54:00:00:00:AB\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"52:54:00:00:00:0\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"52:54:00:00:00:011\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"52-54-00-00-00-01\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"01:00:5e:00:00:01\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"00:00:00:00:00:00\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"52:54:00:00:00:0g\""), -EBADMSG, "macs: [0]: "},
	        {ADOPT("\"52:54:00:00:00:01\",\"52:54:00:00:00:01\""), -EBADMSG, "macs: [1]: "},
	        {"{\"v\":1,\"event\":\"surprise\",\"mac\":\"\",\"sign\":\"ones\"}", -EBADMSG, "mac: "},
	        {"{\"v\":1,\"event\":\"surprise\",\"mac\":\"52:54:00:00:00:01\",\"sign\":\"omen\"}", -EBADMSG,
	         "sign: "},
	        {"{\"v\":1,\"event\":\"surprise\",\"mac\":\"52:54:00:00:00:01\",\"sign\":1}", -EBADMSG,
	         "sign: "},
	        {"{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":\"vf\",\"why\":"
	         "\"ones\"}",
	         -EBADMSG, "why: "},
	        {"{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":\"road\",\"why\":"
	         "\"manual\"}",
	         -EBADMSG, "path: "},
	        {"{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":1,\"why\":\"manual\"}",
	         -EBADMSG, "path: "},
	};
	CHECK_REFUSED(table);
}

static void
test_wrong_pairs(void)
{
#define MAC1          "\"mac\":\"52:54:00:00:00:01\""
#define REST          "\"path\":\"none\",\"vf\":null,\"backup\":null"
#define COUNT(n)      "{\"received\":" n ",\"sent\":0}"
#define PACKETS(p)    STATUS("{" MAC1 "," REST ",\"packets\":" p "}")
#define STATUS(pairs) "{\"v\":1,\"re\":1,\"reply\":\"status\",\"pairs\":[" pairs "]}"
#define VF(pci, driver, link, rx)                                                                         \
	STATUS("{" MAC1 ",\"path\":\"vf\",\"backup\":null,\"vf\":{\"pci\":\"" pci "\",\"driver\":" driver \
	       ",\"pmd\":\"\",\"link_up\":" link ",\"rx_packets\":" rx ",\"tx_packets\":0}}")
	static const struct refusal table[] = {
	        {STATUS("7"), -EBADMSG, "pairs: [0]: is not an object"},
	        {STATUS("{" MAC1 "}"), -EBADMSG, "pairs: [0]: path: is missing"},
	        {STATUS("{" MAC1 "," REST ",\"speed\":1}"), -EBADMSG, "pairs: [0]: speed: is not a member"},
	        {STATUS("{" MAC1 "," REST "},{" MAC1 "," REST "}"), -EBADMSG, "pairs: [1]: mac: "},
	        {STATUS("{" MAC1 ",\"path\":\"none\",\"vf\":[],\"backup\":null}"), -EBADMSG,
	         "pairs: [0]: vf: is not"},
	        {STATUS("{" MAC1 ",\"path\":\"none\",\"vf\":null,\"backup\":{}}"), -EBADMSG,
	         "pairs: [0]: backup: pci: is missing"},
	        {VF("0000:01:00.8", "\"\"", "true", "0"), -EBADMSG, "pairs: [0]: vf: pci: "},
	        {VF("0000:01:00", "\"\"", "true", "0"), -EBADMSG, "pairs: [0]: vf: pci: "},
	        {VF("0000:01:00.", "\"\"", "true", "0"), -EBADMSG, "pairs: [0]: vf: pci: "},
	        {VF("0000:0A:00.0", "\"\"", "true", "0"), -EBADMSG, "pairs: [0]: vf: pci: "},
	        {VF("0000:01:00.0 ", "\"\"", "true", "0"), -EBADMSG, "pairs: [0]: vf: pci: "},
	        {VF("0000:01:00.0", "null", "true", "0"), -EBADMSG, "pairs: [0]: vf: driver: "},
	        {VF("0000:01:00.0", "\"\"", "1", "0"), -EBADMSG, "pairs: [0]: vf: link_up: "},
	        {VF("0000:01:00.0", "\"\"", "true", "-1"), -EBADMSG, "pairs: [0]: vf: rx_packets: "},
	        {VF("0000:01:00.0", "\"\"", "true", "9007199254740992"), -EBADMSG,
	         "pairs: [0]: vf: rx_packets: "},
	        {PACKETS("null"), -EBADMSG, "pairs: [0]: packets: is not an object"},
	        {PACKETS("7"), -EBADMSG, "pairs: [0]: packets: is not an object"},
	        {PACKETS("{\"vf\":" COUNT("1") "}"), -EBADMSG, "pairs: [0]: packets: backup: is missing"},
	        {PACKETS("{\"vf\":null,\"backup\":" COUNT("1") "}"), -EBADMSG,
	         "pairs: [0]: packets: vf: is not an object"},
	        {PACKETS("{\"vf\":" COUNT("-1") ",\"backup\":" COUNT("1") "}"), -EBADMSG,
	         "pairs: [0]: packets: vf: received: "},
	        {PACKETS("{\"vf\":" COUNT("1") ",\"backup\":" COUNT("1") ",\"none\":" COUNT("1") "}"),
	         -EBADMSG, "pairs: [0]: packets: none: is not a member"},
	};
	CHECK_REFUSED(table);
}

static void
test_too_much(void)
{
	static char text[WIRE_LINE_MAX + 64];
	struct err err;
	int size;

	CU_ASSERT_EQUAL(wire_decode(text, WIRE_LINE_MAX, &msg, &err), -EMSGSIZE);
	memset(text, ' ', WIRE_LINE_MAX);
	size = snprintf(text, sizeof(text), "{\"v\":1,\"id\":1,\"request\":\"hello\"}");
	text[size] = ' ';
	CU_ASSERT_EQUAL(wire_decode(text, WIRE_LINE_MAX - 1, &msg, &err), 0);

	size = snprintf(text, sizeof(text), "{\"v\":1,\"event\":\"refused\",\"reason\":\"%0256d\"}", 7);
	CU_ASSERT_EQUAL(wire_decode(text, (size_t)size, &msg, &err), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "reason: has 256"));

	size = snprintf(text, sizeof(text),
	                "{\"v\":1,\"id\":1,\"request\":\"adopt\",\"deadline_ms\":1,\"macs\":[");
	for (int i = 0; i <= WIRE_PAIRS_MAX; i++)
		size += snprintf(text + size, sizeof(text) - (size_t)size, "%s\"52:54:00:00:00:%02x\"",
		                 i ? "," : "", i);
	size += snprintf(text + size, sizeof(text) - (size_t)size, "]}");
	CU_ASSERT_EQUAL(wire_decode(text, (size_t)size, &msg, &err), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "macs: has 17"));

	memset(text, '[', WIRE_LINE_MAX);
	CU_ASSERT_EQUAL(wire_decode(text, WIRE_LINE_MAX - 1, &msg, &err), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "nested"));
}

/* Brackets inside strings are no nesting, and a quote that is escaped ends no string. */
static void
test_depth_knows_strings(void)
{
	static const char text[] = "{\"v\":1,\"event\":\"refused\",\"reason\":\"\\\"[[[[[[[[{{{{\\\\\"}";

	CU_ASSERT_EQUAL(wire_decode(text, strlen(text), &msg, NULL), 0);
	CU_ASSERT_STRING_EQUAL(msg.text, "\"[[[[[[[[{{{{\\");
}

static const struct unit_test tests[] = {
        {"unknown versions", test_unknown_versions},
        {"what is no message", test_no_message},
        {"wrong members of messages", test_wrong_members_of_messages},
        {"wrong addresses and words", test_wrong_addresses_and_words},
        {"wrong pairs", test_wrong_pairs},
        {"too long, too many, too deep", test_too_much},
        {"depth knows strings", test_depth_knows_strings},
};

UNIT_MAIN("refuse", tests)
