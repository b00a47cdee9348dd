// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c: igb_uio, the kernel driver that gives a PCI device to a DPDK application through UIO, and that lets
 * the device go at any moment. Neighbours: igb_uio.h; README.md is for its users.
 *
 * Theory of operation
 *
 * A device that is bound gets /dev/uioN. The first open switches bus mastering and the interrupt on, the last
 * close switches both off, so that a program which dies leaves a quiet device. BARs are mapped through
 * resourceN in sysfs, never here: a driver that claims a BAR forbids exactly that mapping.
 *
 *              open           last close         every state leads to
 *     PROBED --------> OPENED ----------> RELEASED   REMOVED    the driver let go, the device still answers
 *                        ^                   |       UNPLUGGED  it did not answer any more
 *                        +-------------------+
 *                                open
 *
 * Removal happens under open files, mapped BARs and blocked readers. Its order:
 *   1. mappings are revoked: the application cannot reach the device, nor what takes its address next;
 *   2. the state says so: an open or an irqcontrol that comes late is refused;
 *   3. bus mastering goes off, the handler is freed, and only then the vectors;
 *   4. the files in sysfs go, then the VFs;
 *   5. uio_unregister_device() wakes the readers. The UIO core calls the driver under its info_lock, and
 *      forgets it there: nothing of ours runs afterwards, whatever is still open. So struct udev is freed.
 *
 * udev->lock orders open, close, irqcontrol and removal. It is taken inside the UIO core's info_lock, and is
 * not held over calls that take that one or that wait for readers of sysfs.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "igb_uio.h"

static char *intr_mode = "msix";
module_param(intr_mode, charp, 0444);
MODULE_PARM_DESC(intr_mode,
                 "the interrupt, or the next that the device has: msix (default), msi, intx (or legacy)");

static int wc_activate;
module_param(wc_activate, int, 0444);
MODULE_PARM_DESC(wc_activate, "accepted and not needed: resourceN_wc can be mapped anyway");

static bool
is_gone(const struct udev *udev)
{
	return udev->state >= REMOVED;
}

static void
quiet(struct udev *udev)
{
	if (pci_device_is_present(udev->pdev))
		pci_clear_master(udev->pdev);
	irq_down(udev);
}

static int
udev_open(struct uio_info *info, struct inode *inode)
{
	struct udev *udev = container_of(info, struct udev, info);
	int err = 0;

	mutex_lock(&udev->lock);
	if (is_gone(udev)) {
		err = -ENODEV;
	} else if (udev->users == 0) {
		pci_set_master(udev->pdev);
		err = irq_up(udev);
		if (err)
			quiet(udev);
	}
	if (!err) {
		WRITE_ONCE(udev->users, udev->users + 1);
		WRITE_ONCE(udev->state, OPENED);
	}
	mutex_unlock(&udev->lock);
	return err;
}

static int
udev_release(struct uio_info *info, struct inode *inode)
{
	struct udev *udev = container_of(info, struct udev, info);

	mutex_lock(&udev->lock);
	WRITE_ONCE(udev->users, udev->users - 1);
	if (udev->users == 0 && !is_gone(udev)) {
		quiet(udev);
		WRITE_ONCE(udev->state, RELEASED);
	}
	mutex_unlock(&udev->lock);
	return 0;
}

static int
udev_irqcontrol(struct uio_info *info, s32 on)
{
	struct udev *udev = container_of(info, struct udev, info);
	int err = 0;

	mutex_lock(&udev->lock);
	if (is_gone(udev))
		err = -ENODEV;
	else if (!udev->irq)
		err = -EIO;
	else
		irq_switch(udev, on != 0);
	mutex_unlock(&udev->lock);
	return err;
}

/* For readers of maps/ and portio/. Memory is listed, but /dev/uioN does not map it: that could not be
 * revoked. */
static void
list_bars(struct udev *udev)
{
	static const char *const names[] = {"BAR0", "BAR1", "BAR2", "BAR3", "BAR4", "BAR5"};
	struct uio_mem *mem = udev->info.mem;
	struct uio_port *port = udev->info.port;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct resource *bar = &udev->pdev->resource[i];

		if (!bar->flags)
			continue;
		if ((bar->flags & IORESOURCE_MEM) && mem < udev->info.mem + MAX_UIO_MAPS) {
			mem->name = names[i];
			mem->addr = bar->start;
			mem->size = resource_size(bar);
			mem->memtype = UIO_MEM_NONE;
			mem++;
		} else if ((bar->flags & IORESOURCE_IO) && port < udev->info.port + MAX_UIO_PORT_REGIONS) {
			port->name = names[i];
			port->start = bar->start;
			port->size = resource_size(bar);
			port->porttype = UIO_PORT_X86;
			port++;
		}
	}
}

/*
 * Since 5.12 the kernel leaves mappings of resourceN alone when the device goes. But with
 * CONFIG_IO_STRICT_DEVMEM whoever claims a range of memory takes it from user space: the next access is
 * SIGBUS. A range that someone else has claimed has been taken already.
 */
static void
revoke_mappings(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		resource_size_t start = pci_resource_start(pdev, i), size = pci_resource_len(pdev, i);

		if (size && (pci_resource_flags(pdev, i) & IORESOURCE_MEM) &&
		    request_mem_region(start, size, KBUILD_MODNAME))
			release_mem_region(start, size);
	}
}

static void
udev_init(struct udev *udev, struct pci_dev *pdev)
{
	udev->pdev = pdev;
	mutex_init(&udev->lock);
	udev->info.name = KBUILD_MODNAME;
	udev->info.version = "1";
	udev->info.irq = UIO_IRQ_CUSTOM;
	udev->info.open = udev_open;
	udev->info.release = udev_release;
	udev->info.irqcontrol = udev_irqcontrol;
	list_bars(udev);
}

static int
udev_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct udev *udev;
	int err;

	if (pci_is_bridge(pdev))
		return -ENODEV;
	udev = kzalloc(sizeof(*udev), GFP_KERNEL);
	if (!udev)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		goto disable;
	udev_init(udev, pdev);
	pci_set_drvdata(pdev, udev);
	err = sysfs_create_groups(&pdev->dev.kobj, device_groups);
	if (err)
		goto disable;
	err = uio_register_device(&pdev->dev, &udev->info);
	if (err)
		goto files;
	return 0;
files:
	sysfs_remove_groups(&pdev->dev.kobj, device_groups);
disable:
	pci_disable_device(pdev);
free:
	kfree(udev);
	return err;
}

/* The first three steps of a removal. */
static void
let_go(struct udev *udev)
{
	bool present = pci_device_is_present(udev->pdev);

	revoke_mappings(udev->pdev);
	mutex_lock(&udev->lock);
	WRITE_ONCE(udev->state, present ? REMOVED : UNPLUGGED);
	quiet(udev);
	atomic_inc(present ? &counts.removed : &counts.unplugged);
	if (udev->users) {
		atomic_inc(&counts.held);
		pci_notice(udev->pdev, "gone while open: %u file(s)\n", udev->users);
	}
	mutex_unlock(&udev->lock);
}

static void
udev_remove(struct pci_dev *pdev)
{
	struct udev *udev = pci_get_drvdata(pdev);

	let_go(udev);
	sysfs_remove_groups(&pdev->dev.kobj, device_groups);
	pci_disable_sriov(pdev);
	uio_unregister_device(&udev->info);
	pci_disable_device(pdev);
	kfree(udev);
}

/* No table of devices: driver_override or new_id tell it what to drive. */
static struct pci_driver driver = {
        .name = KBUILD_MODNAME,
        .probe = udev_probe,
        .remove = udev_remove,
        .sriov_configure = pci_sriov_configure_simple,
        .groups = driver_groups,
};

static int __init
igb_uio_init(void)
{
	int err = irq_mode(intr_mode);

	return err ? err : pci_register_driver(&driver);
}

static void __exit
igb_uio_exit(void)
{
	pci_unregister_driver(&driver);
}

module_init(igb_uio_init);
module_exit(igb_uio_exit);
MODULE_DESCRIPTION("UIO driver for DPDK whose devices may go at any moment");
MODULE_AUTHOR("The vferry authors");
MODULE_LICENSE("GPL");
