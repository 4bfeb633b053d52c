"""From settings to a port: the one place that knows every kind of link."""

from __future__ import annotations

from counter_app.domain.errors import PrinterUnreachable
from printing.drivers.port import PrinterPort
from printing.drivers.settings import (
    FolderAddress,
    NetworkAddress,
    PrinterSettings,
    QueueAddress,
    SerialAddress,
    SimulatedAddress,
    UsbAddress,
    UsbFileAddress,
)
from printing.profiles import PrinterProfile

_USB_TIMEOUT_MS = 5000


def make_port(settings: PrinterSettings, profile: PrinterProfile) -> PrinterPort:
    """Return the port of a printer, not yet opened.

    Raises:
        PrinterUnreachable: A simulated printer was not started; it has an address when it is.
    """
    match settings.place:
        case NetworkAddress(host=host, port=port):
            from printing.drivers.network import NetworkPort

            return NetworkPort(host, port)
        case SerialAddress(device=device, baud=baud):
            from printing.drivers.serial_line import SerialPort

            return SerialPort(device, baud=baud or profile.baud, flow=profile.flow)
        case UsbAddress(vendor_id=vendor_id, product_id=product_id):
            from printing.drivers.usb import EscposPort, libusb_transport

            return EscposPort(
                lambda: libusb_transport(vendor_id, product_id, timeout_ms=_USB_TIMEOUT_MS)
            )
        case UsbFileAddress(path=path):
            from printing.drivers.usb import UsbFilePort

            return UsbFilePort(path)
        case QueueAddress() as queue:
            return _queue_port(queue, is_raw=settings.paper != "a4")
        case FolderAddress(scheme=scheme, folder=folder):
            from printing.drivers.folder import FolderPort

            is_pdf = scheme == "pdf"
            return FolderPort(folder, suffix=".pdf" if is_pdf else ".escpos", is_proof=is_pdf)
        case SimulatedAddress():
            raise PrinterUnreachable("the simulated printer is not running")


def _queue_port(queue: QueueAddress, *, is_raw: bool) -> PrinterPort:
    from printing.drivers.system_queue import CupsPort, WindowsQueuePort

    if queue.scheme == "winspool":
        return WindowsQueuePort(queue.name)
    return CupsPort(queue.name, is_raw=is_raw)
