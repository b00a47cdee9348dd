/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hook.c: what the hook answers for a domain that comes in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../hooks/incoming.h"
#include "domxml.h"
#include "tests/sample_xml.h"
#include "tests/unit.h"

#define UUID        "<uuid>4B5C1F0E-9a53-4f5c-8d0e-2f6a7b8c9d0e</uuid>"
#define NAMED(nics) "<domain type='kvm'><name>vnf</name>" UUID "<devices>" nics "</devices></domain>"
#define POOL(network, mac) \
	"<interface type='network'><mac address='" mac "'/><source network='" network "'/></interface>"

static const struct config_names no_names;
/* The first two change places; the last is called the same. */
static const struct config_names networks = {3, {{"east", "west"}, {"west", "east"}, {"same", "same"}}};
static const struct config_names bridges = {1, {{"br0", "br-<ext>"}}};
static const struct incoming_names nothing = {&no_names, &no_names, NULL};
static const struct incoming_names some = {&networks, &bridges, NULL};
static const struct incoming_names unknown = {&no_names, &no_names, "vferryd.conf:3: 'networs' is not known"};

static struct incoming in;
static struct err err;

static int
look(const char *xml, const struct incoming_names *names)
{
	incoming_clear(&in);
	memset(&err, 0, sizeof(err));
	return incoming_look(xml, strlen(xml), names, &in, &err);
}

/* What libvirt would take instead; "": nothing. */
static const char *
printed(void)
{
	return in.xml ? in.xml : "";
}

static void
passes(const char *xml, const struct incoming_names *names)
{
	CU_ASSERT_EQUAL(look(xml, names), 0);
	CU_ASSERT_PTR_NULL(in.xml);
	CU_ASSERT_STRING_EQUAL(err.text, "");
}

static void
refuses(const char *xml, const struct incoming_names *names, int code, const char *text)
{
	CU_ASSERT_EQUAL(look(xml, names), code);
	CU_ASSERT_PTR_NULL(in.xml);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, text));
}

static void
vf_of_a_pair_is_refused(void)
{
	refuses(DOMAIN(CHANNEL PASSED(M1) VIRTIO(M1, "b")), &nothing, -EBUSY, "'vferry prepare DOMAIN'");
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, M1));
	refuses(DOMAIN(VIRTIO(M1, "b") IGB(M1, "ua-vf0") CHANNEL), &nothing, -EBUSY, M1 ", ua-vf0");
	refuses(DOMAIN(CHANNEL VIRTIO(M1, "b") VIRTIO(M2, "c") PASSED(M2)), &some, -EBUSY, M2);
}

static void
emulated_models_stand_in(void)
{
	static const char *const models[] = {"igb", "e1000e", "e1000", "vmxnet3"};
	char xml[2048];

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		snprintf(xml, sizeof(xml),
		         DOMAIN("%s<interface type='bridge'><mac address='" M1
		                "'/><model type='%s'/></interface>" VIRTIO(M1, "b")),
		         CHANNEL, models[i]);
		refuses(xml, &nothing, -EBUSY, M1);
	}
}

static void
others_are_libvirts_business(void)
{
	passes(DOMAIN(CHANNEL VIRTIO(M1, "b")), &nothing);
	passes(DOMAIN(CHANNEL PASSED(M2) PLAIN VIRTIO(M1, "b")), &nothing);
	passes(DOMAIN(CHANNEL IGB(M1, "a") IGB(M1, "b")), &nothing);
	passes(DOMAIN(""), &nothing);
	/* No channel: vferry could not prepare it, so telling to do so would be no help. */
	passes(DOMAIN(IGB(M1, "a") VIRTIO(M1, "b")), &nothing);
}

/* Of a running one the XML has type='hostdev'. */
static void
shut_off_domain_may_have_its_pool(void)
{
	passes(DOMAIN(CHANNEL POOL("pool", M1) VIRTIO(M1, "b")), &nothing);
	refuses(DOMAIN(CHANNEL "<interface type='network'><mac address='" M1
	                       "'/><source network='n'/><model type='igb'/></interface>" VIRTIO(M1, "b")),
	        &nothing, -EBUSY, M1);
}

static void
teaming_is_libvirts_business(void)
{
	passes(DOMAIN(CHANNEL
	              "<interface type='hostdev'><mac address='" M1
	              "'/><teaming type='transient' persistent='ua-b'/></interface>" VIRTIO(M1, "ua-b")),
	       &nothing);
}

static void
names_are_rewritten(void)
{
	CU_ASSERT_EQUAL(look(NAMED(POOL("east", M1) VIRTIO(M2, "ua-b")), &some), 0);
	CU_ASSERT_STRING_EQUAL(printed(),
	                       "<domain type=\"kvm\"><name>vnf</name>" UUID "<devices>"
	                       "<interface type=\"network\"><mac address=\"" M1
	                       "\"/><source network=\"west\"/></interface>"
	                       "<interface type=\"bridge\"><mac address=\"" M2
	                       "\"/><source bridge=\"br-&lt;ext&gt;\"/><target dev=\"vnet0\"/>"
	                       "<model type=\"virtio\"/><alias name=\"ua-b\"/><address type=\"pci\" "
	                       "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x0\"/></interface>"
	                       "</devices></domain>");
	CU_ASSERT_STRING_EQUAL(in.uuid, "4B5C1F0E-9a53-4f5c-8d0e-2f6a7b8c9d0e");
}

static void
each_name_is_rewritten_once(void)
{
	CU_ASSERT_EQUAL(look(NAMED(POOL("east", M1) POOL("west", M2) POOL("north", M2)), &some), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(printed(), M1 "\"/><source network=\"west\"/>"));
	CU_ASSERT_PTR_NOT_NULL(strstr(printed(), M2 "\"/><source network=\"east\"/>"));
	CU_ASSERT_PTR_NOT_NULL(strstr(printed(), M2 "\"/><source network=\"north\"/>"));
}

/* A network is no bridge, and what stands elsewhere is not the name of one. */
static void
other_names_stay(void)
{
	passes(NAMED(POOL("br0", M1)), &some);
	passes(NAMED(POOL("same", M1)), &some);
	passes(NAMED("<interface type='direct'><source dev='br0' mode='bridge'/></interface>"), &some);
	passes(NAMED("<interface type='user'/>"), &some);
	passes(NAMED("<disk><source network='east' bridge='br0'/></disk>"), &some);
	passes("<domain><metadata><devices><interface><source bridge='br0'/></interface></devices></metadata>"
	       "<devices/></domain>",
	       &some);
}

static void
foreign_namespaces_are_kept(void)
{
	CU_ASSERT_EQUAL(
	        look("<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>é</name><devices>"
	             "<interface><source bridge='br0'/></interface></devices><qemu:commandline>"
	             "<qemu:arg value='-x'/></qemu:commandline></domain>",
	             &some),
	        0);
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(printed(), "<domain xmlns:qemu=\"http://libvirt.org/schemas/domain/qemu/1.0\">"));
	CU_ASSERT_PTR_NOT_NULL(strstr(printed(), "<qemu:arg value=\"-x\"/>"));
}

static void
unknown_names_stop_only_who_has_some(void)
{
	refuses(NAMED(POOL("east", M1)), &unknown, -EINVAL, unknown.unknown);
	refuses(NAMED(VIRTIO(M1, "b")), &unknown, -EINVAL, unknown.unknown);
	passes(NAMED("<interface type='user'/>" PASSED(M1)), &unknown);
	passes(NAMED(""), &unknown);
}

static void
what_is_no_domain_passes_unless_there_are_names(void)
{
	static const char *const bad[] = {"",
	                                  "no XML",
	                                  "<domain><devices>",
	                                  "<network><name>a</name></network>",
	                                  "<domain/>",
	                                  "<!DOCTYPE domain><domain><devices/></domain>",
	                                  "\xff\xfe<domain/>"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		passes(bad[i], &nothing);
		CU_ASSERT_STRING_EQUAL(in.uuid, "");
		refuses(bad[i], &some, -EBADMSG, "cannot be looked at");
		refuses(bad[i], &unknown, -EBADMSG, "cannot be looked at");
	}
}

static void
entities_are_not_expanded(void)
{
	char *xml = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&xml, &size);

	(void)fputs("<!DOCTYPE domain [<!ENTITY e0 'eeeeeeeeee'>", file);
	for (unsigned int i = 1; i < 12; i++)
		fprintf(file, "<!ENTITY e%u '&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;'>", i, i - 1, i - 1,
		        i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	(void)fputs("]><domain><name a='&e11;'>&e11;</name><devices/></domain>", file);
	(void)fclose(file);
	refuses(xml, &some, -EBADMSG, "cannot be looked at");
	free(xml);
	refuses("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><domain><devices/></domain>", &some, -EBADMSG,
	        "cannot be looked at");
}

/* head, and middle as often as fits before tail. */
static char *
padded(size_t size, const char *head, const char *middle, const char *tail)
{
	char *text = NULL;
	size_t written = 0;
	FILE *file = open_memstream(&text, &written);

	(void)fputs(head, file);
	for (size_t n = strlen(head) + strlen(middle) + strlen(tail); n <= size; n += strlen(middle))
		(void)fputs(middle, file);
	(void)fputs(tail, file);
	(void)fclose(file);
	return text;
}

static void
size_and_depth_have_bounds(void)
{
	char *huge = padded(DOMXML_SIZE_MAX, "<domain><devices><interface><source bridge='br0'/></interface>",
	                    "<a b='c'/>", "</devices></domain>");
	char *more = padded(DOMXML_SIZE_MAX + 99, "<domain><devices>", "<a b='c'/>", "</devices></domain>");
	char *deep = padded(1 << 20, "<domain><devices>", "<a>", "");

	CU_ASSERT_EQUAL(look(huge, &some), 0);
	CU_ASSERT_PTR_NOT_NULL(in.xml);
	refuses(more, &some, -EMSGSIZE, "longer than the limit");
	passes(deep, &nothing);
	refuses(deep, &some, -EBADMSG, "cannot be looked at");
	free(huge);
	free(more);
	free(deep);
}

static void
what_was_not_seen_passes_unless_there_are_names(void)
{
	const struct err why = {-ETIMEDOUT, "too late"};

	CU_ASSERT_EQUAL(incoming_unseen(&nothing, &why, &err), 0);
	CU_ASSERT_EQUAL(incoming_unseen(&some, &why, &err), -ETIMEDOUT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, ": too late"));
	CU_ASSERT_EQUAL(incoming_unseen(&unknown, &why, &err), -ETIMEDOUT);
	CU_ASSERT(incoming_rewrites(&some) && incoming_rewrites(&unknown) && !incoming_rewrites(&nothing));
	incoming_clear(&in);
}

static const struct unit_test tests[] = {
        {"VF of a pair is refused", vf_of_a_pair_is_refused},
        {"emulated models stand in", emulated_models_stand_in},
        {"others are libvirt's business", others_are_libvirts_business},
        {"shut-off domain may have its pool", shut_off_domain_may_have_its_pool},
        {"teaming is libvirt's business", teaming_is_libvirts_business},
        {"names are rewritten", names_are_rewritten},
        {"each name is rewritten once", each_name_is_rewritten_once},
        {"other names stay", other_names_stay},
        {"foreign namespaces are kept", foreign_namespaces_are_kept},
        {"unknown names stop only who has some", unknown_names_stop_only_who_has_some},
        {"what is no domain passes unless there are names", what_is_no_domain_passes_unless_there_are_names},
        {"entities are not expanded", entities_are_not_expanded},
        {"size and depth have bounds", size_and_depth_have_bounds},
        {"what was not seen passes unless there are names", what_was_not_seen_passes_unless_there_are_names},
};

UNIT_MAIN("hook", tests)
