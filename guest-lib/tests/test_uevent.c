/* SPDX-License-Identifier: BSD-3-Clause */
/* test_uevent.c: the kernel's device events taken apart: real messages, and what no kernel sends. */
#include "uevent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/unit.h"

#define PATH       "/devices/pci0000:00/0000:00:02.0/0000:01:00.0"
#define TEXT(text) text, sizeof(text) - 1
#define HEAD(action, path, subsystem) \
	action "@" path "\0"          \
	       "ACTION=" action "\0"  \
	       "DEVPATH=" path "\0"   \
	       "SUBSYSTEM=" subsystem "\0"
#define PCI_IDS "PCI_CLASS=20000\0PCI_ID=8086:10CA\0PCI_SUBSYS_ID=1AF4:1100\0PCI_SLOT_NAME=0000:01:00.0\0"

static const struct {
	const char *message;
	size_t size;
	struct uevent event;
} understood[] = {
        {TEXT(HEAD("remove", PATH "/uio/uio0", "uio") "MAJOR=246\0MINOR=0\0DEVNAME=uio0\0SEQNUM=1803\0"),
         {UEVENT_REMOVE, "uio", "0000:01:00.0", "", 1803}},
        {TEXT(HEAD("remove", PATH "/vfio-dev/vfio0", "vfio-dev") "SEQNUM=1804\0"),
         {UEVENT_REMOVE, "vfio-dev", "0000:01:00.0", "", 1804}},
        {TEXT(HEAD("unbind", PATH, "pci") PCI_IDS "SEQNUM=1805\0"),
         {UEVENT_UNBIND, "pci", "0000:01:00.0", "", 1805}},
        {TEXT(HEAD("remove", PATH "/wakeup/wakeup9", "wakeup") "SEQNUM=1806\0"),
         {UEVENT_REMOVE, "wakeup", "0000:01:00.0", "", 1806}},
        {TEXT(HEAD("remove", PATH, "pci") PCI_IDS "SEQNUM=1807\0"),
         {UEVENT_REMOVE, "pci", "0000:01:00.0", "", 1807}},
        {TEXT(HEAD("add", PATH, "pci") PCI_IDS "SEQNUM=1808\0"),
         {UEVENT_ADD, "pci", "0000:01:00.0", "", 1808}},
        {TEXT(HEAD("bind", PATH, "pci") "DRIVER=igb_uio\0" PCI_IDS "SEQNUM=1809\0"),
         {UEVENT_BIND, "pci", "0000:01:00.0", "igb_uio", 1809}},
        {TEXT(HEAD("change", PATH, "pci") PCI_IDS), {UEVENT_OTHER, "pci", "0000:01:00.0", "", 0}},
        {TEXT(HEAD("add", "/devices/virtual/net/tap0", "net") "INTERFACE=tap0\0IFINDEX=2\0"),
         {UEVENT_ADD, "net", "", "", 0}},
        /* Somebody wrote to the device's file: nothing was added. */
        {TEXT(HEAD("remove", PATH, "pci") "SYNTH_UUID=0\0DRIVER=igb_uio\0" PCI_IDS),
         {UEVENT_OTHER, "pci", "0000:01:00.0", "igb_uio", 0}},
        /* The address in so many words goes before the one in the path, if it is one. */
        {TEXT(HEAD("remove", PATH, "pci") "PCI_SLOT_NAME=0000:09:00.7\0"),
         {UEVENT_REMOVE, "pci", "0000:09:00.7", "", 0}},
        {TEXT(HEAD("remove", PATH, "pci") "PCI_SLOT_NAME=../../../etc\0"),
         {UEVENT_REMOVE, "pci", "0000:01:00.0", "", 0}},
        /* Behind VMD: never the controller in the path. */
        {TEXT(HEAD("remove", "/devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/uio/uio0", "uio")),
         {UEVENT_REMOVE, "uio", "", "", 0}},
        /* Too long for its field, missing, without a value, cut. */
        {TEXT(HEAD("add", PATH, "a-subsystem-of-16") "DRIVER\0DRIVE=x\0=\0"),
         {UEVENT_ADD, "", "0000:01:00.0", "", 0}},
        {TEXT("add@/x\0ACTION=add\0DEVPATH=/x\0"), {UEVENT_ADD, "", "", "", 0}},
        {TEXT("add@/x\0ACTION=\0DEVPATH=\0SUBSYSTEM=\0DRIVER=\0"), {UEVENT_OTHER, "", "", "", 0}},
        {TEXT(HEAD("add", PATH, "pci") "SEQNUM=18x\0"), {UEVENT_ADD, "pci", "0000:01:00.0", "", 0}},
        {TEXT(HEAD("bind", PATH, "pci") "DRIVER=igb_u"), {UEVENT_BIND, "pci", "0000:01:00.0", "", 0}},
};

static const struct {
	const char *message;
	size_t size;
} refused[] = {
        {TEXT("")},
        {TEXT("\0")},
        {TEXT("\0\0\0\0")},
        {TEXT("add@/devices")},
        {TEXT("add@/devices\0")},
        {TEXT("add\0ACTION=add\0DEVPATH=/x\0")},
        {TEXT("add@/x\0ACTION=add\0")},
        {TEXT("add@/x\0DEVPATH=/x\0")},
        {TEXT("add@/x\0DEVPATH=/x\0ACTION=add")},
        {TEXT("libudev\0\xfe\xed\xca\xfe\x28\0\0\0ACTION=add\0DEVPATH=/x\0")},
};

/* Ends where memory ends: a read past size faults. */
static char *
at_the_edge(const char *message, size_t size)
{
	static char *edge;
	const size_t room = 16384;

	if (!edge) {
		edge = mmap(NULL, 2 * room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (edge == MAP_FAILED || mprotect(edge + room, room, PROT_NONE))
			abort();
		edge += room;
	}
	return memcpy(edge - size, message, size);
}

static bool
same(const struct uevent *a, const struct uevent *b)
{
	return a->action == b->action && strcmp(a->subsystem, b->subsystem) == 0 &&
	       strcmp(a->pci, b->pci) == 0 && strcmp(a->driver, b->driver) == 0 && a->seqnum == b->seqnum;
}

static void
messages_are_understood(void)
{
	for (size_t i = 0; i < sizeof(understood) / sizeof(understood[0]); i++) {
		const char *message = at_the_edge(understood[i].message, understood[i].size);
		struct uevent event;

		CU_ASSERT_EQUAL(uevent_parse(message, understood[i].size, &event), 0);
		if (!same(&event, &understood[i].event)) {
			printf("\nunderstood[%zu]: %d '%s' '%s' '%s'\n", i, event.action, event.subsystem,
			       event.pci, event.driver);
			CU_FAIL("another event");
		}
	}
}

static void
others_are_refused(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct uevent event = {.action = UEVENT_BIND};

		CU_ASSERT_EQUAL(uevent_parse(at_the_edge(refused[i].message, refused[i].size),
		                             refused[i].size, &event),
		                -EINVAL);
		CU_ASSERT_EQUAL(event.action, UEVENT_BIND);
	}
}

/* What holds whatever came in. */
static bool
is_sound(const struct uevent *event)
{
	return event->action <= UEVENT_UNBIND && memchr(event->subsystem, '\0', sizeof(event->subsystem)) &&
	       memchr(event->driver, '\0', sizeof(event->driver)) &&
	       memchr(event->pci, '\0', sizeof(event->pci)) &&
	       (event->pci[0] == '\0' || (strlen(event->pci) == BIND_PCI_MAX - 1 && bind_is_pci(event->pci)));
}

static void
cut_anywhere(void)
{
	for (size_t i = 0; i < sizeof(understood) / sizeof(understood[0]); i++) {
		for (size_t size = 0; size <= understood[i].size; size++) {
			struct uevent event = {0};

			uevent_parse(at_the_edge(understood[i].message, size), size, &event);
			CU_ASSERT(is_sound(&event));
		}
	}
}

static void
mutated(void)
{
	enum { ROUNDS = 200000 };
	unsigned int sound = 0;

	srandom(1);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		size_t i = (size_t)random() % (sizeof(understood) / sizeof(understood[0]));
		size_t size = understood[i].size - (random() % 4 ? 0 : (size_t)random() % understood[i].size);
		char *message = at_the_edge(understood[i].message, size);
		struct uevent event = {0};

		for (long n = random() % 8; n >= 0; n--)
			message[(size_t)random() % size] =
			        (char)(random() % 3 ? random() : "\0=@/:"[random() % 5]);
		uevent_parse(message, size, &event);
		sound += is_sound(&event);
	}
	CU_ASSERT_EQUAL(sound, ROUNDS);
}

static void
huge(void)
{
	static char message[16384] = "add@/x";
	struct uevent event;

	CU_ASSERT_EQUAL(uevent_parse(message, sizeof(message), &event), -EINVAL);
	memset(message + 7, '/', sizeof(message) - 7);
	CU_ASSERT_EQUAL(uevent_parse(at_the_edge(message, sizeof(message)), sizeof(message), &event),
	                -EINVAL);
}

static const struct unit_test tests[] = {
        {"real messages are understood", messages_are_understood},
        {"what is none is refused", others_are_refused},
        {"messages cut anywhere", cut_anywhere},
        {"mutated messages", mutated},
        {"huge messages", huge},
};

UNIT_MAIN("uevent", tests)
