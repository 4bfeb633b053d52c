"""Files, codes and frames that cannot be read."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


class InputError(CounterError):
    """A file, bundle, code or card frame that cannot be read."""


class UnreadableFile(InputError):
    """A file that was named could not be read or written."""

    code = "unreadable-file"
    phone_code = "I101"
    advice = "文件打不开，请检查路径和权限"


class ReleaseInvalid(InputError):
    """The program's files bear no list that counts: none, unreadable, or signed by another."""

    code = "release-invalid"
    phone_code = "I155"
    advice = (
        "程序文件的清单不可信。请停用本机程序，改用另一台电脑，联系运维人员重新安装；数据没有动"
    )


class UnknownForm(InputError):
    """There is no form of that name."""

    code = "unknown-form"
    phone_code = "I102"
    advice = "没有这个表单，可用 counter form list 查看全部"


class FormDataInvalid(InputError):
    """The data object does not fit the form."""

    code = "form-data-invalid"
    phone_code = "I103"
    advice = "表单数据不完整或格式不对，可用 counter form sample 查看样例"


class CatalogueInvalid(InputError):
    """A catalogue of items does not fit its schema or its hash."""

    code = "catalogue-invalid"
    phone_code = "I104"
    advice = "事项目录文件不正确，继续使用原来的目录；请联系县局"


class CatalogueOutdated(InputError):
    """A catalogue's version number is not above the newest that is installed."""

    code = "catalogue-outdated"
    phone_code = "I120"
    advice = "事项目录的版本号不高于已安装的版本，没有改动；请向县局要最新版本"


class CatalogueUnreadable(InputError):
    """A file of service items is in no form that the import knows."""

    code = "catalogue-unreadable"
    phone_code = "I121"
    advice = "认不出这个事项文件；可用 CSV、国家交换表 JSON 或本系统的目录 JSON"


class ItemNotFound(InputError):
    """The catalogue has no item of that id, code or name."""

    code = "item-not-found"
    phone_code = "I122"
    advice = "目录里没有这个事项，可用 counter catalogue list 查看全部"


class CalendarInvalid(InputError):
    """A working-day calendar does not fit its schema or its hash."""

    code = "calendar-invalid"
    phone_code = "I105"
    advice = "工作日历文件不正确，继续使用原来的日历；请联系县局"


class SettingsInvalid(InputError):
    """The settings file of this counter has a mistake."""

    code = "settings-invalid"
    phone_code = "I106"
    advice = "设置文件有误，请按提示改正，或删除该项使用默认值"


class ScenarioInvalid(InputError):
    """A line of a scenario is no act that anybody could do."""

    code = "scenario-invalid"
    phone_code = "I136"
    advice = "脚本的这一行写得不对，请按提示改正；写法见 docs/scenarios.md"


class ExerciseUnknown(InputError):
    """There is no exercise of that name."""

    code = "exercise-unknown"
    phone_code = "I137"
    advice = "没有这个练习，可用 counter practice --list 查看全部"


class BundleInvalid(InputError):
    """A courier bundle that is damaged, altered, cut or not signed: none of it was used."""

    code = "bundle-invalid"
    phone_code = "I141"
    advice = "这个送件包不完整或被改动过，整包没有采用。请换一个 U 盘重新导出"


class BundleForeign(InputError):
    """A courier bundle that is meant for somebody else, or was sealed to a former key."""

    code = "bundle-foreign"
    phone_code = "I142"
    advice = "这个送件包不是给本机的，没有采用。请核对是不是拿错了 U 盘"


class BundleOutdated(InputError):
    """A return bundle that answers a standing which a later contact has replaced."""

    code = "bundle-outdated"
    phone_code = "I143"
    advice = "这个回执包已经过时，没有采用。本机的办件都在，请再导出一次送件包"


class StaffListInvalid(InputError):
    """A list of staff does not fit its schema."""

    code = "staff-list-invalid"
    phone_code = "I151"
    advice = "人员名单文件不正确，继续使用原来的名单；请联系县局"


class PublicationNotNewer(InputError):
    """A publication's version number is not above the newest that was published."""

    code = "publication-not-newer"
    phone_code = "I152"
    advice = "版本号不高于已发布的版本，没有发布；请把文件里的版本号改大后再试"


class PublisherUnknown(InputError):
    """A key may not sign publications of this county, or nobody has been named to."""

    code = "publisher-unknown"
    phone_code = "I153"
    advice = "这把密钥没有发布权限；请先用 counter county name-publishers 登记发布密钥和审批密钥"


class PublicationNotFound(InputError):
    """No publication of that kind and version waits for a signature."""

    code = "publication-not-found"
    phone_code = "I154"
    advice = "没有等待签名的这一版，可用 counter county publications 查看全部"
