/* SPDX-License-Identifier: BSD-3-Clause */
/* test_answers.c: what a function's registers and configuration say of its life. Both are files here. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "answers.h"
#include "tests/unit.h"

enum { BAR_SIZE = 16384, COMMAND = 4, STATUS = 8, RSTAT = 0x8800 };

static uint32_t registers[0x9000 / 4];
static int config = -1;
static struct rte_pci_driver driver;
static struct rte_pci_device pci;

static void
configure(uint32_t command)
{
	CU_ASSERT_EQUAL(pwrite(config, &command, sizeof(command), COMMAND), (ssize_t)sizeof(command));
}

/* A function that this PMD drives, all of whose registers are value. */
static void
begin(const char *pmd, size_t size, uint32_t value)
{
	driver.driver.name = pmd;
	pci = (struct rte_pci_device){.kdrv = RTE_PCI_KDRV_IGB_UIO,
	                              .driver = &driver,
	                              .intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE),
	                              .mem_resource[0] = {.addr = registers, .len = size}};
	config = memfd_create("config", MFD_CLOEXEC);
	CU_ASSERT_FATAL(pci.intr_handle && config >= 0);
	rte_intr_dev_fd_set(pci.intr_handle, config);
	configure(0x00100006);
	for (size_t i = 0; i < RTE_DIM(registers); i++)
		registers[i] = value;
}

static void
end(void)
{
	rte_intr_instance_free(pci.intr_handle);
	close(config);
}

/* What is said with this value in the register: -1 for no answer, else the bits that turn. */
static long
said(size_t offset, uint32_t value)
{
	uint32_t turning;

	registers[offset / 4] = value;
	return answers_ask(&pci, &turning) ? (long)turning : -1;
}

static void
configuration(void)
{
	uint32_t turning;

	begin("net_nobody_knows", BAR_SIZE, UINT32_MAX);
	CU_ASSERT_TRUE(answers_ask(&pci, &turning));
	CU_ASSERT_EQUAL(turning, 0);
	configure(UINT32_MAX);
	CU_ASSERT_FALSE(answers_ask(&pci, &turning));
	CU_ASSERT_EQUAL(ftruncate(config, 0), 0);
	CU_ASSERT_FALSE(answers_ask(&pci, &turning));
	end();
}

static void
status(void)
{
	begin("net_e1000_igb", BAR_SIZE, 0x1234);
	CU_ASSERT_EQUAL(said(STATUS, 0x80080783), 0x2);
	CU_ASSERT_EQUAL(said(STATUS, 0x80080781), 0);
	CU_ASSERT_EQUAL(said(STATUS, 0), -1);
	CU_ASSERT_EQUAL(said(STATUS, UINT32_MAX), -1);
	/* Not where nothing is mapped. */
	pci.mem_resource[0].len = STATUS;
	CU_ASSERT_EQUAL(said(STATUS, 0), 0);
	pci.mem_resource[0].addr = NULL;
	pci.mem_resource[0].len = BAR_SIZE;
	CU_ASSERT_EQUAL(said(STATUS, 0), 0);
	end();
	/* That of a VF may be zero. */
	begin("net_e1000_igb_vf", BAR_SIZE, 0x1234);
	CU_ASSERT_EQUAL(said(STATUS, 0), 0);
	CU_ASSERT_EQUAL(said(STATUS, 0x80000083), 0x2);
	CU_ASSERT_EQUAL(said(STATUS, UINT32_MAX), -1);
	end();
}

static void
state_of_reset(void)
{
	begin("net_iavf", sizeof(registers), 0x1234);
	CU_ASSERT_EQUAL(said(RSTAT, 2), 2);
	CU_ASSERT_EQUAL(said(RSTAT, 0), 0);
	CU_ASSERT_EQUAL(said(RSTAT, UINT32_MAX), -1);
	end();
}

static const struct unit_test tests[] = {
        {"the configuration answers", configuration},
        {"the status register answers", status},
        {"the state of a reset turns", state_of_reset},
};

UNIT_MAIN("answers", tests)
