/* SPDX-License-Identifier: BSD-3-Clause */
/* test_bus_pci.c: what the PCI bus makes of each sign. The function is made of a file that is mapped as its
 * BAR and a tree in the place of sysfs; guard, states and signs are the real ones. The real bus is for the
 * lab. */
#include <bus_driver.h>
#include <errno.h>
#include <fcntl.h>
#include <rte_eal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bus_pci.h"
#include "guard.h"
#include "tests/unit.h"

enum { BAR_SIZE = 16384, SINCE = 100 };
#define PCI "0000:01:00.0"

static char root[] = "/tmp/test_bus_pci.XXXXXX";
static struct rte_pci_device pci;
static struct rte_bus pci_bus = {.name = "pci"};
static int bar = -1; /* what the device answers is this file's contents */

/* The function in sysfs: bound to driver, or not there (NULL). Each time another inode. */
static void
plug(const char *driver)
{
	char command[512];

	snprintf(command, sizeof(command),
	         "cd %s && mkdir -p bus/pci/devices bus/pci/drivers/igb_uio bus/pci/drivers/vfio-pci keep && "
	         "{ [ ! -e bus/pci/devices/" PCI " ] || mv bus/pci/devices/" PCI " keep/$$; } && "
	         "{ [ -z '%s' ] || { mkdir bus/pci/devices/" PCI " && "
	         "{ [ '%s' = none ] || ln -s ../../drivers/%s bus/pci/devices/" PCI "/driver; }; }; }",
	         root, driver ? driver : "", driver ? driver : "", driver ? driver : "");
	CU_ASSERT_EQUAL_FATAL(system(command), 0); /* NOLINT(cert-env33-c): our own words */
}

static uint32_t
read_bar(void)
{
	return *(volatile uint32_t *)pci.mem_resource[0].addr;
}

static enum bus_sign
sign(void)
{
	const _Atomic enum bus_sign *now = bus_sign(&pci.device);

	return now ? atomic_load(now) : BUS_SIGN_MAX_;
}

static struct held *
hold(const char *driver)
{
	uint32_t alive = 0x12345678;
	struct held *held;
	struct err err = {.text = ""};

	plug(driver);
	bar = memfd_create("bar", MFD_CLOEXEC);
	CU_ASSERT_FATAL(bar >= 0 && ftruncate(bar, BAR_SIZE) == 0 && pwrite(bar, &alive, 4, 0) == 4);
	pci = (struct rte_pci_device){
	        .device = {.name = PCI, .bus = &pci_bus},
	        .kdrv = strcmp(driver, "vfio-pci") == 0 ? RTE_PCI_KDRV_VFIO : RTE_PCI_KDRV_IGB_UIO,
	        .mem_resource[0] = {.phys_addr = 1, .len = BAR_SIZE},
	        /* Known to the bus, and nobody mapped it: EAL's own handler maps memory at NULL for it. */
	        .mem_resource[1] = {.phys_addr = 2, .len = BAR_SIZE},
	};
	pci.mem_resource[0].addr = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, bar, 0);
	held_lock();
	held = held_add(&pci, SINCE, &err);
	held_unlock();
	CU_ASSERT_PTR_NOT_NULL_FATAL(held);
	CU_ASSERT_EQUAL(read_bar(), 0x12345678);
	CU_ASSERT_EQUAL(sign(), BUS_FINE);
	return held;
}

static void
drop(struct held *held)
{
	held_lock();
	held_drop(held);
	held_unlock();
	CU_ASSERT_PTR_NULL(bus_sign(&pci.device));
	munmap(pci.mem_resource[0].addr, BAR_SIZE);
	close(bar);
}

static void
say(enum uevent_action action, const char *subsystem, uint64_t seqnum)
{
	struct uevent event = {.action = action, .seqnum = seqnum};

	snprintf(event.subsystem, sizeof(event.subsystem), "%s", subsystem);
	snprintf(event.pci, sizeof(event.pci), PCI);
	bus_pci.uevent(&event);
}

/* The mapping is memory now: it reads as zeros, keeps what is written, and whatever the BAR becomes is not
 * reached. */
static void
check_dead(const struct held *held, enum bus_sign wanted, enum uio_state state)
{
	uint32_t next = 0xcafe;

	CU_ASSERT_EQUAL(sign(), wanted);
	CU_ASSERT_EQUAL(held->uio.state, state);
	CU_ASSERT_EQUAL(pwrite(bar, &next, 4, 0), 4);
	CU_ASSERT_EQUAL(read_bar(), 0);
}

static void
check_alive(const struct held *held, enum bus_sign wanted)
{
	CU_ASSERT_EQUAL(sign(), wanted);
	CU_ASSERT_EQUAL(held->uio.state, UIO_OPENED);
	CU_ASSERT_EQUAL(read_bar(), 0x12345678);
}

static void
messages_kill(void)
{
	static const struct {
		enum uevent_action action;
		const char *subsystem;
		enum uio_state state;
	} deadly[] = {{UEVENT_REMOVE, "uio", UIO_REMOVED},
	              {UEVENT_UNBIND, "pci", UIO_REMOVED},
	              {UEVENT_REMOVE, "pci", UIO_UNPLUGGED}};

	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		struct held *held = hold("igb_uio");

		say(deadly[i].action, deadly[i].subsystem, SINCE + 1);
		check_dead(held, BUS_UEVENT, deadly[i].state);
		/* The next message changes the state and nothing else: what was written since stays. */
		*(volatile uint32_t *)pci.mem_resource[0].addr = 7;
		say(UEVENT_REMOVE, "pci", SINCE + 2);
		CU_ASSERT_EQUAL(held->uio.state, UIO_UNPLUGGED);
		CU_ASSERT_EQUAL(read_bar(), 7);
		drop(held);
	}
}

static void
messages_that_do_not_kill(void)
{
	struct held *held = hold("igb_uio");

	say(UEVENT_REMOVE, "wakeup", SINCE + 1);
	say(UEVENT_UNBIND, "uio", SINCE + 1);
	say(UEVENT_BIND, "pci", SINCE + 1);
	say(UEVENT_OTHER, "pci", SINCE + 1);
	/* About the device that was in the slot before. */
	say(UEVENT_REMOVE, "pci", SINCE);
	bus_pci.hung_up(0);
	bus_pci.faulted();
	bus_pci.lost();
	check_alive(held, BUS_FINE);
	drop(held);
}

static void
what_lost_messages_would_have_told(void)
{
	struct held *held = hold("igb_uio");

	plug("none");
	bus_pci.lost();
	check_dead(held, BUS_UEVENT, UIO_REMOVED);
	drop(held);
	held = hold("igb_uio");
	plug(NULL);
	bus_pci.lost();
	check_dead(held, BUS_UEVENT, UIO_REMOVED);
	drop(held);
	/* Another one in the same slot, on the same driver. */
	held = hold("igb_uio");
	plug("igb_uio");
	bus_pci.lost();
	check_dead(held, BUS_UEVENT, UIO_REMOVED);
	drop(held);
}

static void
vfio_only_asks(void)
{
	struct held *held = hold("vfio-pci");

	say(UEVENT_REMOVE, "vfio-dev", SINCE + 1);
	plug(NULL);
	bus_pci.lost();
	check_alive(held, BUS_FINE);
	bus_pci.hot_unplug(&pci.device, BUS_NOTICE);
	bus_pci.hot_unplug(&pci.device, BUS_RESET);
	check_alive(held, BUS_NOTICE);
	/* It can still die. */
	bus_pci.hot_unplug(&pci.device, BUS_ONES);
	check_dead(held, BUS_ONES, UIO_OPENED);
	bus_pci.hot_unplug(&pci.device, BUS_UEVENT);
	CU_ASSERT_EQUAL(sign(), BUS_ONES);
	drop(held);
}

static void
a_fault_kills(void)
{
	struct held *held = hold("vfio-pci");

	CU_ASSERT_EQUAL(ftruncate(bar, 0), 0);
	CU_ASSERT_EQUAL(read_bar(), 0);
	CU_ASSERT_EQUAL(sign(), BUS_FINE);
	bus_pci.faulted();
	CU_ASSERT_EQUAL(ftruncate(bar, BAR_SIZE), 0);
	check_dead(held, BUS_SIGBUS, UIO_OPENED);
	drop(held);
}

static void
ones_where_they_are_wanted(void)
{
	struct held *held = hold("igb_uio");

	bus_pci.fill(&pci.device, GUARD_ONES);
	bus_pci.ask();
	check_alive(held, BUS_FINE);
	/* It has no configuration space here, so it does not answer. */
	bus_pci.keep_asking(&pci.device, true);
	bus_pci.ask();
	CU_ASSERT_EQUAL(sign(), BUS_ONES);
	CU_ASSERT_EQUAL(read_bar(), UINT32_MAX);
	drop(held);
}

/* By EAL's own handler: nothing at NULL, nothing where the device was mapped once. */
static void
eal_touches_only_what_is_held(void)
{
	struct rte_bus *eal = rte_bus_find_by_name("pci");
	struct held *held = hold("igb_uio");
	void *was = pci.mem_resource[0].addr;
	unsigned char pages[BAR_SIZE / 4096];

	CU_ASSERT_PTR_NOT_NULL_FATAL(eal);
	CU_ASSERT_EQUAL(eal->sigbus_handler(&bar), 1);
	CU_ASSERT_EQUAL(eal->hot_unplug_handler(&pci.device), 0);
	check_alive(held, BUS_FINE);
	plug(NULL);
	CU_ASSERT_EQUAL(eal->hot_unplug_handler(&pci.device), 0);
	check_dead(held, BUS_UEVENT, UIO_UNPLUGGED);
	drop(held);
	CU_ASSERT_EQUAL(
	        mmap(was, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
	        was);
	*(uint32_t *)was = 42;
	CU_ASSERT_EQUAL(eal->hot_unplug_handler(&pci.device), 0);
	CU_ASSERT_EQUAL(eal->sigbus_handler(was), 1);
	CU_ASSERT_EQUAL(*(volatile uint32_t *)was, 42);
	CU_ASSERT(mincore(NULL, BAR_SIZE, pages) < 0 && errno == ENOMEM);
	munmap(was, BAR_SIZE);
}

static const struct unit_test tests[] = {
        {"messages that kill", messages_kill},
        {"messages that do not", messages_that_do_not_kill},
        {"what lost messages would have told", what_lost_messages_would_have_told},
        {"vfio only asks", vfio_only_asks},
        {"a fault kills", a_fault_kills},
        {"ones where they are wanted", ones_where_they_are_wanted},
        {"EAL touches only what is held", eal_touches_only_what_is_held},
};

int
main(void)
{
	char *args[] = {
	        "test_bus_pci", "--no-huge", "--no-pci",       "--no-shconf", "-m32",
	        "-l",           "0",         "--no-telemetry", "--log-level", "pmd.net.vferry:emergency"};
	char command[64];
	struct err err;
	int code;

	if (!mkdtemp(root) || rte_eal_init(RTE_DIM(args), args) < 0 || guard_start(&err))
		return 1;
	bind_sysfs(root);
	code = unit_run("bus_pci", tests, RTE_DIM(tests));
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) || code; /* NOLINT(cert-env33-c): our own words */
}
